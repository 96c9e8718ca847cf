import type { Measure, Ranking } from '../scorecard/measures.ts';
import { targetWords } from '../scorecard/numbers.ts';
import { standingOf } from '../scorecard/standing.ts';
import { schoolYearWords } from '../scorecard/words.ts';
import { levelName, rankingTable, subgroupTable, tickNote } from './bars.ts';
import { type Html, html } from './html.ts';
import { originBadge } from './marks.ts';

/** So few rows are shown unfolded. */
const A_HANDFUL = 10;

/** Who stands where by the headline: areas and subgroups in sight, the rest to unfold. */
export function headlineBreakdowns(measure: Measure): Html {
  const lead = measure.figures[0];
  const folded = measure.rankings.filter((ranking) => ranking.level === 'school' || ranking.beside !== lead);
  return html`${sideBySide(measure)}
${folded.map((ranking) => foldedRanking(measure, ranking, ranking.beside === lead))}
<details><summary>About this measure, year by year</summary>${aboutMeasure(measure)}</details>`;
}

/** The same of a measure beside the headline, all of it to unfold. */
export function foldedBreakdowns(measure: Measure): Html {
  const schools = measure.rankings.find(
    (ranking) => ranking.level === 'school' && ranking.beside === measure.figures[0],
  );
  return html`<details><summary>${measure.name}, in detail</summary>
${sideBySide(measure)}
${schools ? rankingTable(measure, schools) : null}
${aboutMeasure(measure)}</details>`;
}

function sideBySide(measure: Measure): Html | null {
  const lead = measure.figures[0];
  if (!lead) return null;
  const areas = measure.rankings.find(
    (ranking) => ranking.level === 'performance_area' && ranking.beside === lead,
  );
  const tables = [areas ? rankingTable(measure, areas) : null, subgroupTable(measure, lead)].filter(
    (table) => table !== null,
  );
  if (tables.length === 0) return null;
  return html`<div class="breakdowns">${tables.map((table) => html`<div>${table}${tickNote(measure, lead)}</div>`)}</div>`;
}

function foldedRanking(measure: Measure, ranking: Ranking, isLead: boolean): Html {
  const isOpen = isLead && ranking.rows.length <= A_HANDFUL;
  const title = html`${levelName(ranking.level)}s: ${ranking.rows.length}, ${ranking.beside.origin}`;
  const table = html`${rankingTable(measure, ranking)}${tickNote(measure, ranking.beside)}`;
  return isOpen
    ? html`<details open><summary>${title}</summary>${table}</details>`
    : html`<details><summary>${title}</summary>${table}</details>`;
}

function aboutMeasure(measure: Measure): Html {
  const years = [...new Set([...measure.history, ...measure.published].map((of) => of.schoolYear))].toSorted(
    (one, other) => one - other,
  );
  return html`<dl class="about"><div><dt>Who is counted</dt><dd>${measure.denominatorRule}</dd></div><div><dt>Rule</dt><dd>${measure.ruleSource}</dd></div></dl>
${years.length > 0 ? yearTable(measure, years) : null}`;
}

/** The picture's figures and targets as a table. */
function yearTable(measure: Measure, years: readonly number[]): Html {
  const row = (year: number) => {
    const figures = measure.history.filter((figure) => figure.schoolYear === year);
    const target = measure.published.find((published) => published.schoolYear === year);
    return html`<tr><th scope="row">${schoolYearWords(year)}</th><td>${figures.length === 0 ? 'no data' : figures.map((figure) => html`<span class="nowrap">${standingOf(measure, figure).value} ${originBadge(figure.origin)}</span> `)}</td><td>${target ? `${targetWords(measure.kind, target.targetMilli)}${target.kind === 'baseline' ? ' (baseline)' : ''}` : 'no target set'}</td><td>${target?.source ?? ''}</td></tr>`;
  };
  return html`<table class="years"><thead><tr><th scope="col">Year</th><th scope="col">Figure</th><th scope="col">Target</th><th scope="col">Target from</th></tr></thead><tbody>${years.map(row)}</tbody></table>`;
}
