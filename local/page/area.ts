import {
  type AreaReport,
  partsWords,
  type ReportColumn,
  type ReportLine,
} from '../scorecard/area-reports.ts';
import { countedWords, type Figure, isTold, sizeWords, valueWords } from '../scorecard/figure.ts';
import type { Organisation } from '../scorecard/organisations.ts';
import { isJudged, schoolYearWords } from '../scorecard/words.ts';
import { foldedBreakdowns } from './breakdowns.ts';
import { anchor, type Html, html } from './html.ts';
import { originBadge, sentence, statusMark } from './marks.ts';

/** So many measures stand side by side; more go into a table of their own. */
const SIDE_BY_SIDE = 7;

/** What a reader of a performance area sees first: its own measures, its schools side by side. */
export function areaSection(report: AreaReport): Html {
  const id = areaAnchor(report);
  const origins = new Set(report.columns.flatMap((column) => column.origins));
  const years = new Set(report.columns.map(({ schoolYear }) => schoolYearWords(schoolYear)));
  const columns = report.columns.map((column, index) => ({ ...column, index, isOfItsYear: years.size > 1 }));
  const tables = Array.from({ length: Math.ceil(columns.length / SIDE_BY_SIDE) }, (_, at) =>
    matrix(report, columns.slice(at * SIDE_BY_SIDE, (at + 1) * SIDE_BY_SIDE), origins.size > 1),
  );
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${partsWords(report)}</h2>
<p class="lede">The measures of ${report.group} schools${years.size === 1 ? ` in ${[...years].join()}` : ''}, side by side. ${origins.size === 1 ? [...origins].map(originBadge) : null}</p>
${tables}
<p class="note">A figure without a mark has no target of its own.${report.without.length > 0 ? ` No figure yet: ${report.without.join('; ')}.` : ''}</p>
${detailsOf(report)}</section>`;
}

/** Each measure of each part by itself: its schools, its subgroups, its years. */
function detailsOf({ parts, columns }: AreaReport): Html[] {
  const of = (part: Organisation) =>
    columns.flatMap(({ details }) =>
      details.filter(({ organisation }) => organisation.code === part.code).map(foldedBreakdowns),
    );
  if (parts.length === 1) return parts.flatMap(of);
  return parts
    .map((part) => ({ part, folds: of(part) }))
    .filter(({ folds }) => folds.length > 0)
    .map(({ part, folds }) => html`<details><summary>${part.name}, in detail</summary>${folds}</details>`);
}

/** Where the report of a group is on the page. */
export function areaAnchor({ group }: AreaReport): string {
  return `area-${anchor(group)}`;
}

type Numbered = ReportColumn & { readonly index: number; readonly isOfItsYear: boolean };

function matrix(report: AreaReport, columns: readonly Numbered[], hasOrigins: boolean): Html {
  return html`<table class="list matrix"><caption class="unseen">${partsWords(report)}: schools by measure</caption>
<thead><tr><td></td>${columns.map(columnHead)}</tr></thead>
<tbody>${report.lines.map((line) => row(line, columns, hasOrigins))}</tbody></table>`;
}

function columnHead(column: Numbered): Html {
  return html`<th scope="col">${column.measure.name} <small>${factsOf(column).join(', ')}</small></th>`;
}

/** What must be known of a column beside its name; its year where not all are of one. */
function factsOf({ measure, windowCode, windowName, ...column }: Numbered): string[] {
  return [
    ...(windowCode === 'YEAR' ? [] : [windowName]),
    ...(column.isOfItsYear ? [schoolYearWords(column.schoolYear)] : []),
    ...(measure.direction === 'lower' ? ['lower is better'] : []),
  ];
}

function row(
  { organisation, is, figures }: ReportLine,
  columns: readonly Numbered[],
  hasOrigins: boolean,
): Html {
  const cells = columns.map((column) => figureCell(column, figures[column.index] ?? null, hasOrigins));
  return html`<tr class="${is}"><th scope="row">${organisation.name}</th>${cells}</tr>`;
}

/** A figure with its status by mark and word; on a phone, where there is no head, with what it is of. */
function figureCell(column: Numbered, figure: Figure | null, hasOrigins: boolean): Html {
  if (figure === null) return html`<td class="absent">–</td>`;
  const { kind, name } = column.measure;
  const value = sentence(valueWords(kind, figure));
  const counted = isTold(figure) ? sizeWords(kind, figure) : countedWords(kind, figure);
  return html`<td data-label="${[name, ...factsOf(column)].join(', ')}"><span>${isTold(figure) ? html`<strong>${value}</strong>` : value}${counted && html` <small>${counted}</small>`}</span>${isJudged(figure.status) ? statusMark(figure.status) : null}${hasOrigins ? originBadge(figure.origin) : null}</td>`;
}
