import type { Row } from '../../functions/engines/engine.ts';
import { type Figure, readFigures } from './figure.ts';
import {
  DERIVED_KINDS,
  DIRECTIONS,
  type Direction,
  MEASURE_KINDS,
  type MeasureKind,
  shownKind,
} from './numbers.ts';
import { grouped, number, numberOrNull, oneOf, type Query, text, textOrNull } from './row.ts';

/** The figure of the goal or guardrail itself, a step that the board set, or neither. */
export const MEASURE_ROLES = ['goal', 'interim', 'supporting'] as const;

export interface PublishedTarget {
  readonly organisationCode: string;
  readonly schoolYear: number;
  readonly kind: 'baseline' | 'target';
  readonly targetMilli: number;
  readonly source: string;
}

/** A measure of the catalogue, with all figures and targets that can be seen. */
export interface CatalogueMeasure {
  readonly code: string;
  readonly name: string;
  readonly goalCode: string;
  readonly role: (typeof MEASURE_ROLES)[number];
  readonly kind: MeasureKind;
  readonly direction: Direction;
  readonly annualWindow: string;
  readonly denominatorRule: string;
  readonly ruleSource: string;
  /** Version of the board's interim measures, where its goal has measures of several. */
  readonly generation: number | null;
  /** Groups of performance areas whose own measure it is. */
  readonly forAreaGroups: readonly string[];
  readonly figures: readonly Figure[];
  readonly targets: readonly PublishedTarget[];
}

/** Every measure, in the order of the catalogue. */
export async function readCatalogue(query: Query, leads: readonly string[]): Promise<CatalogueMeasure[]> {
  const rows = await query(`
    select measure_code, measure_name, goal_code, role, sort_order, kind, direction, annual_window,
      denominator_rule, rule_source, of_measure, version, for_area_groups
    from dim_measure`);
  const kinds = new Map(rows.map((row) => [text(row, 'measure_code'), text(row, 'kind')]));
  const figures = await readFigures(query, leads);
  const targets = await readPublishedTargets(query);
  const byGoal = grouped(rows, (row) => text(row, 'goal_code'));
  return rows
    .toSorted((one, other) => number(one, 'sort_order') - number(other, 'sort_order'))
    .map((row) => {
      const code = text(row, 'measure_code');
      const goalCode = text(row, 'goal_code');
      return {
        code,
        name: text(row, 'measure_name'),
        goalCode,
        role: oneOf(row, 'role', MEASURE_ROLES),
        kind: kindOf(row, kinds.get(textOrNull(row, 'of_measure') ?? '')),
        direction: oneOf(row, 'direction', DIRECTIONS),
        annualWindow: text(row, 'annual_window'),
        denominatorRule: text(row, 'denominator_rule'),
        ruleSource: text(row, 'rule_source'),
        generation: hasSeveralVersions(byGoal.get(goalCode) ?? []) ? numberOrNull(row, 'version') : null,
        forAreaGroups: textOrNull(row, 'for_area_groups')?.split(';') ?? [],
        figures: figures.get(code) ?? [],
        targets: targets.get(code) ?? [],
      };
    });
}

function hasSeveralVersions(rows: readonly Row[]): boolean {
  return (
    new Set(rows.map((row) => numberOrNull(row, 'version')).filter((version) => version !== null)).size > 1
  );
}

function kindOf(row: Row, ofKind: string | undefined): MeasureKind {
  return shownKind(
    oneOf(row, 'kind', [...MEASURE_KINDS, ...DERIVED_KINDS]),
    MEASURE_KINDS.find((kind) => kind === ofKind),
  );
}

async function readPublishedTargets(query: Query): Promise<Map<string, PublishedTarget[]>> {
  const rows = await query(`
    select measure_code, school_year, organisation_code, kind, target_milli, source
    from fct_target
    where subgroup_code = 'ALL'`);
  const byYear = rows.toSorted((one, other) => number(one, 'school_year') - number(other, 'school_year'));
  const byMeasure = grouped(byYear, (row) => text(row, 'measure_code'));
  return new Map([...byMeasure].map(([code, ofMeasure]) => [code, ofMeasure.map(publishedTargetOf)]));
}

function publishedTargetOf(row: Row): PublishedTarget {
  return {
    organisationCode: text(row, 'organisation_code'),
    schoolYear: number(row, 'school_year'),
    kind: oneOf(row, 'kind', ['baseline', 'target']),
    targetMilli: number(row, 'target_milli'),
    source: text(row, 'source'),
  };
}
