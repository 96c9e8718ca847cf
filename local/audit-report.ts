import type { Audit, Recovered } from '../functions/suppress/audit/audit.ts';
import type { Parameters } from '../functions/suppress/parameters.ts';
import type { BetweenPublishes, ShownBefore, SmallDifference } from './between-publishes.ts';
import type { GivenAway } from './given-away.ts';
import type { SuppressionCost } from './suppression-cost.ts';
import { table } from './terminal.ts';

const MOST_SHOWN = 20;

export type AuditedSlice = Audit & { readonly slice: string };

/** What an audit found, as lines for a terminal: in the publish that stands. */
export function describeAudits(
  audits: readonly AuditedSlice[],
  given: readonly GivenAway[],
  costs: readonly SuppressionCost[],
): string[] {
  const recovered = audits.flatMap((one) => one.recovered);
  const unproven = audits.reduce((sum, { contradictory }) => sum + contradictory, 0);
  const lines = audits.map(({ slice, cells, secrets, recovered, contradictory }) => ({
    'year and window': slice,
    cells,
    attacked: secrets,
    recovered: recovered.length,
    contradictory,
  }));
  if (lines.length === 0) return ['no suppressed figure is published'];
  return [
    ...(costs.length > 0 ? ['What suppression costs, in cells:', table(costs.map(costLine)), ''] : []),
    'What readers can find out:',
    table(lines),
    ...recovered.slice(0, MOST_SHOWN).map(describeOne),
    ...given.slice(0, MOST_SHOWN).map(describeGiven),
    recovered.length + given.length === 0
      ? `nothing ${unproven === 0 ? '' : 'that was attacked and is '}hidden can be found out`
      : `${recovered.length} hidden figures can be found out, ${given.length} more from what follows from them`,
    ...(unproven === 0
      ? []
      : [
          `${unproven} could not be attacked: the rows of their measures do not add up, so nothing is proven of them`,
        ]),
  ];
}

/** What it found between publishes; nothing for whoever may read of no publish. */
export function describeBetween(
  { publishes, shownBefore, smallDifferences }: BetweenPublishes,
  { smallestGroup }: Pick<Parameters, 'smallestGroup'>,
): string[] {
  if (publishes === 0) return [];
  return [
    '',
    'What publishes beside each other tell:',
    ...(publishes === 1
      ? ['there is only one publish: nothing to hold it against']
      : [
          ...shownBefore.slice(0, MOST_SHOWN).map(describeShownBefore),
          `of ${shownBefore.length} figures an earlier publish told more`,
          ...smallDifferences.slice(0, MOST_SHOWN).map(describeDifference),
          `${smallDifferences.length} numerators and denominators differ by fewer than ${smallestGroup} between two publishes`,
        ]),
  ];
}

function costLine({ slice, cells, primary, complementary, figures, bands, families }: SuppressionCost) {
  const share = (count: number) => `${((100 * count) / cells).toFixed(1)} %`;
  return {
    'year and window': slice,
    cells,
    primary,
    complementary,
    'figure alone hidden': figures,
    bands,
    hidden: share(primary + complementary),
    'whole families': `${families} (${share(families)})`,
  };
}

function describeOne({ cell, what, lowest, highest }: Recovered): string {
  const { measure, level, organisation, grade, subgroup } = cell;
  return `    ${what} of ${[measure, level, organisation, grade, subgroup].join(' ')}: ${lowest} to ${highest}`;
}

function describeGiven({ what, ...row }: GivenAway): string {
  return `    ${what}: shown of ${Object.values(row).join(' ')}, which follows from a hidden figure`;
}

function describeShownBefore(row: ShownBefore): string {
  return `    ${row.shown_before} of ${placeOf(row)}: ${toldBefore(row)} in publish ${row.publish_before}, now ${row.shows}`;
}

function toldBefore({ shown_before, ...row }: ShownBefore): string {
  if (shown_before === 'figure')
    return [row.numerator_before, row.denominator_before ?? []].flat().join(' of ');
  return shown_before === 'band'
    ? `${row.band_before} % of ${row.denominator_before}`
    : `${row.denominator_before}`;
}

function describeDifference(row: SmallDifference): string {
  const { what, publish_before, count_before, publish_after, count_after } = row;
  return `    ${what} of ${placeOf(row)}: ${count_before} in publish ${publish_before}, ${count_after} in ${publish_after}`;
}

function placeOf({ figure }: ShownBefore | SmallDifference): string {
  return Object.values(figure).join(' ');
}
