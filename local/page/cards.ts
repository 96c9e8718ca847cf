import { type Figure, isTold } from '../scorecard/figure.ts';
import type { Measure, OwnFigure } from '../scorecard/measures.ts';
import { type BoardItem, itemName, titleOf } from '../scorecard/scorecard.ts';
import {
  caveats,
  generationWords,
  isAnnual,
  type Standing,
  standingBeside,
  standingOf,
} from '../scorecard/standing.ts';
import { dateWords, schoolYearWords } from '../scorecard/words.ts';
import { foldedBreakdowns, headlineBreakdowns } from './breakdowns.ts';
import { trendChart } from './charts.ts';
import { anchor, type Html, html } from './html.ts';
import { originBadge, sentence, statusMark } from './marks.ts';

/** Where reported figures come from, in words. */
export interface Provenance {
  readonly reportedBy: readonly string[];
}

/** One goal or guardrail: how it stands, its trend, and who stands where. */
export function boardCard(item: BoardItem, provenance: Provenance): Html {
  const standing = standingOf(item.headline);
  return html`<article class="card" id="${anchor(item.code)}" aria-labelledby="${anchor(item.code)}-title">
<header><p class="eyebrow">${itemName(item)}</p><h3 id="${anchor(item.code)}-title">${titleOf(item)}</h3>${subtitle(item)}</header>
${item.headline ? headlineBlock(item.headline, provenance) : withoutMeasure(standing)}
${measureTable('Interim measures', item.interim)}
${measureTable('Supporting measures', item.supporting)}
${item.headline ? headlineBreakdowns(item.headline) : null}
${[...item.interim, ...item.supporting].map(foldedBreakdowns)}
</article>`;
}

function subtitle(item: BoardItem): Html | null {
  return titleOf(item) === item.statement ? null : html`<p class="lede">${item.statement}</p>`;
}

function withoutMeasure(standing: Standing): Html {
  return html`<p class="empty">${statusMark(standing.status)} · no measure is defined for it yet · ${standing.target}</p>`;
}

function headlineBlock(measure: Measure, provenance: Provenance): Html {
  const [figure, ...others] = measure.figures;
  const standing = standingOf(measure);
  const chart = trendChart(measure);
  return html`<div class="headline">
<div class="figure">
<h4>${measure.name} <small>${caveats(measure).join(', ')}</small></h4>
<p class="value${figure && isTold(figure) ? '' : ' none'}">${sentence(standing.value)}</p>
<p class="period">${figure ? periodOf(measure, figure, standing) : 'No figure has come in.'}</p>
<p>${statusMark(standing.status, standing.statusWords)}</p>
${factList(standing)}
${figure ? html`<p class="from">${originBadge(figure.origin)} ${fromWords(figure, measure, provenance)}</p>` : null}
${others.map((other) => alsoOnRecord(measure, other))}
${measure.own.map((own) => ownPart(measure, own))}
</div>
<div>${chart && html`<figure>${chart}<figcaption>${chartKey(measure)}</figcaption></figure>`}${windowsTable(measure)}</div>
</div>`;
}

function periodOf(measure: Measure, figure: Figure, standing: Standing): string {
  const window = measure.windows.find((of) => of.figure === figure)?.windowName ?? figure.windowCode;
  const period = figure.windowCode === 'YEAR' ? standing.year : `${window} ${standing.year}`;
  const asOf = figure.asOfDate && `as of ${dateWords(figure.asOfDate)}`;
  return [period, standing.counted, asOf].filter((part) => part !== null).join(' · ');
}

function factList(standing: Standing): Html {
  const needed = standing.needed && html`<div><dt>To reach it</dt><dd>${standing.needed}</dd></div>`;
  const gap = standing.gap && html`<div><dt>Gap</dt><dd>${standing.gap}</dd></div>`;
  return html`<dl class="facts"><div><dt>${standing.year ? 'Target this year' : 'Target'}</dt><dd>${sentence(standing.target)}</dd></div>${gap}${needed}</dl>`;
}

function fromWords(figure: Figure, measure: Measure, provenance: Provenance): string {
  if (figure.origin === 'reported')
    return provenance.reportedBy.length > 0 ? `from ${provenance.reportedBy.join('; ')}` : 'as handed in';
  const extracts = figure.origin === 'made up' ? 'made-up extracts' : "the district's extracts";
  return `from ${extracts}; rule: ${measure.ruleSource}`;
}

function alsoOnRecord(measure: Measure, figure: Figure): Html {
  const standing = standingOf(measure, figure);
  return html`<p class="also">Also on record: <strong>${standing.value}</strong> ${standing.counted ? ` (${standing.counted})` : ''}, ${figure.source} ${originBadge(figure.origin)}</p>`;
}

/** The reader's own part of the district beside the figure that leads. */
function ownPart(measure: Measure, { name, figure }: OwnFigure): Html {
  const standing = standingBeside(measure, figure);
  const facts = [standing.counted, standing.gap, standing.needed].filter((fact) => fact !== null);
  return html`<p class="also">${name}: <strong>${standing.value}</strong>${facts.length > 0 ? ` (${facts.join(' · ')})` : ''}, target: ${standing.target} ${statusMark(standing.status, standing.statusWords)} ${originBadge(figure.origin)}</p>`;
}

/** What the lines of the picture are, one entry for each source. */
function chartKey(measure: Measure): Html {
  const lines = measure.figures.map((figure, index) => {
    const look = `${index === 0 ? 'lead' : 'second'} ${figure.origin === 'made up' ? 'hollow' : 'full'}`;
    return html`<span><svg class="key ${look}" viewBox="0 0 28 10" aria-hidden="true"><path d="M1 5h26"/><circle cx="14" cy="5" r="3.5"/></svg>${figure.origin === 'made up' ? 'figure, made up' : `figure, ${figure.origin}`}</span>`;
  });
  const targets = html`<span><svg class="key target" viewBox="0 0 28 10" aria-hidden="true"><path d="M1 5h26"/><path class="point" d="M14 1l4 4-4 4-4-4z"/></svg>published target; the dots only join them</span>`;
  return html`${lines}${measure.published.length > 0 ? targets : html`<span>No target set.</span>`}`;
}

/** The windows of the year side by side, where the measure has more than one. */
function windowsTable(measure: Measure): Html | null {
  if (measure.windows.length < 2) return null;
  const year = measure.figures[0]?.schoolYear ?? 0;
  const cell = (figure: Figure | null) => (figure ? standingOf(measure, figure).value : 'no data');
  return html`<table class="windows"><caption>Windows of the year</caption>
<thead><tr><td></td>${measure.windows.map((window) => html`<th scope="col">${window.windowName}</th>`)}</tr></thead>
<tbody><tr><th scope="row">${schoolYearWords(year)}</th>${measure.windows.map((window) => html`<td>${cell(window.figure)}</td>`)}</tr>
<tr class="before"><th scope="row">${schoolYearWords(year - 1)}</th>${measure.windows.map((window) => html`<td>${cell(window.yearBefore)}</td>`)}</tr></tbody></table>`;
}

/** Measures beside the headline, a line each. */
function measureTable(title: string, measures: readonly Measure[]): Html | null {
  if (measures.length === 0) return null;
  const row = (measure: Measure) => {
    const standing = standingOf(measure);
    const figure = measure.figures[0];
    const year =
      figure && !isAnnual(measure, figure) ? `${standing.year}, ${figure.windowCode}` : standing.year;
    const facts = [year, standing.counted].filter((fact) => fact !== null).join(' · ');
    return html`<tr><th scope="row">${measure.name}${measure.generation === null ? null : html` <small class="nowrap">${generationWords(measure.generation)}</small>`}</th><td data-label="Figure">${figure && isTold(figure) ? html`<strong>${standing.value}</strong>` : sentence(standing.value)}${facts === '' ? null : html` <small>${facts}</small>`}</td><td data-label="Target">${sentence(standing.target)}</td><td data-label="Gap">${standing.gap ?? '–'}</td><td data-label="Status">${statusMark(standing.status, standing.statusWords)}</td><td data-label="Origin">${originBadge(standing.origin) ?? '–'}</td></tr>`;
  };
  return html`<table class="list"><caption>${title}</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">Figure</th><th scope="col">Target</th><th scope="col">Gap</th><th scope="col">Status</th><th scope="col">Origin</th></tr></thead>
<tbody>${measures.map(row)}</tbody></table>`;
}
