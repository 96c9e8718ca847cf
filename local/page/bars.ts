import { type Figure, isTold, quotientOf, valueWords } from '../scorecard/figure.ts';
import type { Measure, Ranking, SubgroupFigure } from '../scorecard/measures.ts';
import { approximately, countWords, figureWords, inUnit } from '../scorecard/numbers.ts';
import { grouped } from '../scorecard/row.ts';
import { type Html, html } from './html.ts';
import { originBadge, sentence } from './marks.ts';

/** Organisations of one level, best first, each with its bar against the district's. */
export function rankingTable(measure: Measure, ranking: Ranking): Html {
  const top = topOf(measure, [ranking.beside, ...ranking.rows.map((row) => row.figure)]);
  const isRanked = ranking.rows.length > 1;
  return html`<table class="bars">
<caption>${caption(measure, ranking)} ${originBadge(ranking.beside.origin)}</caption>
<colgroup>${isRanked ? html`<col class="place">` : null}<col><col class="graph"><col class="amount"></colgroup>
<thead><tr>${isRanked ? html`<th scope="col" class="place">#</th>` : null}<th scope="col" colspan="2">${levelName(ranking.level)}</th><th scope="col" class="amount">Figure</th></tr></thead>
<tbody>${ranking.rows.map(
    ({ place, name, figure }) =>
      html`<tr>${isRanked ? html`<td class="place">${place === null ? '–' : place}</td>` : null}<th scope="row">${name}${ranking.level === 'school' ? html` <small>${figure.performanceArea}</small>` : null}</th>${bar(measure, figure, ranking.beside, top)}${amount(measure, figure)}</tr>`,
  )}</tbody>
</table>`;
}

/** Subgroups of the district's figure, by family. */
export function subgroupTable(measure: Measure, district: Figure): Html | null {
  if (measure.subgroups.length === 0) return null;
  const top = topOf(measure, [district, ...measure.subgroups.map((subgroup) => subgroup.figure)]);
  const families = grouped(measure.subgroups, (subgroup) => subgroup.family);
  const row = ({ name, figure }: SubgroupFigure) =>
    html`<tr><th scope="row">${name}</th>${bar(measure, figure, district, top)}${amount(measure, figure)}</tr>`;
  return html`<table class="bars">
<caption>Students by subgroup ${originBadge(district.origin)}</caption>
<colgroup><col><col class="graph"><col class="amount"></colgroup>
<thead><tr><th scope="col" colspan="2">Subgroup</th><th scope="col" class="amount">Figure</th></tr></thead>
${[...families].map(
  ([family, subgroups]) =>
    html`<tbody><tr class="family"><th scope="rowgroup" colspan="3">${sentence(family.replaceAll('_', ' '))}</th></tr>${subgroups.map(row)}</tbody>`,
)}
</table>`;
}

function caption(measure: Measure, ranking: Ranking): string {
  if (ranking.rows.length === 1) return levelName(ranking.level);
  const best = measure.direction === 'higher' ? 'highest' : 'lowest';
  return ranking.level === 'school' ? `Schools, ${best} first` : `Performance areas, ${best} first`;
}

export function levelName(level: Ranking['level']): string {
  return level === 'school' ? 'School' : 'Performance area';
}

function amount(measure: Measure, figure: Figure): Html {
  if (figure.denominator === 0) return html`<td class="amount none">of nobody</td>`;
  const quotient = quotientOf(measure.kind, figure);
  const counted =
    figure.denominator === null || measure.kind === 'points'
      ? null
      : html` <small>of ${countWords(figure.denominator)}</small>`;
  const value =
    quotient === null && figure.shows === 'figure' ? 'not known' : valueWords(measure.kind, figure);
  return html`<td class="amount${isTold(figure) ? '' : ' none'}">${value}${counted}</td>`;
}

/** A bar from nothing to the figure, with a tick where the district stands. */
function bar(measure: Measure, figure: Figure, district: Figure, top: number): Html {
  const quotient = quotientOf(measure.kind, figure);
  if (quotient === null) return html`<td></td>`;
  const width = percentOf(approximately(measure.kind, quotient), top);
  const whole = quotientOf(measure.kind, district);
  const tick =
    whole && measure.kind !== 'count'
      ? html`<i style="left:${percentOf(approximately(measure.kind, whole), top)}%"></i>`
      : null;
  return html`<td class="graph" aria-hidden="true"><span class="bar"><b style="width:${width}%"></b>${tick}</span></td>`;
}

/** Where the bars end: the next round number above the largest figure. */
function topOf(measure: Measure, figures: readonly Figure[]): number {
  const values = figures.map((figure) => {
    const quotient = quotientOf(measure.kind, figure);
    return quotient === null ? 0 : approximately(measure.kind, quotient);
  });
  const largest = Math.max(...values);
  if (largest <= 0) return 1;
  const step = 10 ** Math.floor(Math.log10(largest));
  return Math.ceil(largest / step) * step;
}

/** A gap that is turned round, below zero, has no bar. */
function percentOf(value: number, top: number): string {
  return ((100 * Math.max(0, value)) / top).toFixed(1);
}

function whose({ organisation }: Measure): string {
  return organisation.level === 'district' ? 'the district' : organisation.name;
}

/** The words that stand under tables with a tick. */
export function tickNote(measure: Measure, district: Figure): Html | null {
  const quotient = quotientOf(measure.kind, district);
  if (quotient === null || measure.kind === 'count') return null;
  return html`<p class="note">Upright line: ${whose(measure)}, ${figureWords(measure.kind, quotient)}. Bars begin at ${inUnit(measure.kind, '0')}.</p>`;
}
