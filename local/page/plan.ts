import type { Department, Pillar, Plan, Strategy, Wig } from '../scorecard/plan.ts';
import { baselineWords, progressOf, readingWords, targetAmountWords } from '../scorecard/wig.ts';
import { dateWords } from '../scorecard/words.ts';
import { anchor, type Html, html } from './html.ts';
import { originBadge, sentence, statusMark } from './marks.ts';

/** The WIG scorecard: by pillar, priority and strategy, then by department. */
export function planSection(plan: Plan): Html {
  return html`<section class="plan" aria-labelledby="by-pillar"><h3 id="by-pillar">By pillar</h3>${plan.pillars.map(pillarBlock)}</section>
<section class="plan" aria-labelledby="by-department"><h3 id="by-department">By department</h3>${departmentTable(plan.departments)}</section>`;
}

function pillarBlock(pillar: Pillar): Html {
  const strategies = pillar.priorities.flatMap((priority) => priority.strategies);
  const lede =
    pillar.label && pillar.label !== pillar.statement ? html`<p class="lede">${pillar.statement}</p>` : null;
  const title = html`<h4>${pillar.label ?? pillar.statement}</h4>${lede}`;
  if (strategies.length === 0)
    return html`<div class="pillar">${title}<p class="empty">No strategy in this plan.</p></div>`;
  return html`<div class="pillar">${title}
${pillar.priorities.map(
  (priority) => html`<table class="list wigs">
<caption>${priority.label ? html`<span class="code">${priority.label}</span> ` : null}${priority.statement}</caption>
${columnHeads()}
${priority.strategies.map(strategyRows)}
</table>`,
)}</div>`;
}

function strategyRows(strategy: Strategy): Html {
  return html`<tbody><tr class="group"><th scope="rowgroup" colspan="6">${strategy.label ? html`<span class="code">${strategy.label}</span> ` : null}${strategy.statement}</th></tr>
${strategy.wigs.map(wigRow)}
${behindStrategy(strategy)}</tbody>`;
}

function behindStrategy(strategy: Strategy): Html | null {
  const lists = [
    statementList('Key levers', strategy.keyLevers),
    statementList('Performance measures', strategy.performanceMeasures),
    statementList('Collaborating departments', strategy.collaborators),
  ].filter((list) => list !== null);
  if (lists.length === 0) return null;
  return html`<tr class="behind"><td colspan="6"><details><summary>Key levers, performance measures and who works on it</summary>${lists}</details></td></tr>`;
}

function departmentTable(departments: readonly Department[]): Html {
  if (departments.length === 0) return html`<p class="empty">No department in this plan.</p>`;
  return html`<table class="list wigs"><caption class="unseen">Wildly Important Goals by department</caption>
${columnHeads()}
${departments.map(
  (department) => html`<tbody><tr class="group"><th scope="rowgroup" colspan="6">${department.name}</th></tr>
${department.wigs.map(wigRow)}
${department.performanceMeasures.length > 0 ? html`<tr class="behind"><td colspan="6"><details><summary>Performance measures</summary>${statementList(null, department.performanceMeasures)}</details></td></tr>` : null}</tbody>`,
)}
</table>`;
}

function columnHeads(): Html {
  return html`<thead><tr><th scope="col" class="goal">Wildly Important Goal</th><th scope="col">Baseline</th><th scope="col">Target</th><th scope="col">Now</th><th scope="col">Due</th><th scope="col">Status</th></tr></thead>`;
}

function wigRow(wig: Wig): Html {
  const also = wig.alsoUnder.map(
    (place, index) => html`${index > 0 ? ', ' : null}<a href="#wig-${anchor(place.code)}">${place.where}</a>`,
  );
  return html`<tr id="wig-${anchor(wig.code)}"><th scope="row">${wig.statement}${also.length > 0 ? html`<small>Also under ${also}</small>` : null}</th><td data-label="Baseline">${sentence(baselineWords(wig))}</td><td data-label="Target">${sentence(targetAmountWords(wig))}</td><td data-label="Now">${now(wig)}</td><td data-label="Due">${wig.dueDate ? dateWords(wig.dueDate) : 'No due date'}</td><td data-label="Status">${statusMark(wig.status)}${progress(wig)}</td></tr>`;
}

function now(wig: Wig): Html {
  if (wig.reading === null) return html`${sentence(readingWords(wig))}`;
  const by = [wig.readingDate && dateWords(wig.readingDate), wig.reportedBy].filter((part) => part !== null);
  return html`<strong>${sentence(readingWords(wig))}</strong> ${originBadge(wig.origin)}<small>${by.join(', ')}</small>`;
}

function progress(wig: Wig): Html | null {
  const share = progressOf(wig);
  if (share === null) return null;
  const percent = Math.floor(share * 100);
  return html`<span class="bar" aria-hidden="true"><b style="width:${percent}%"></b></span><small>${percent} % of the way</small>`;
}

function statementList(title: string | null, statements: readonly string[]): Html | null {
  if (statements.length === 0) return null;
  return html`${title ? html`<h5>${title}</h5>` : null}<ul>${statements.map((statement) => html`<li>${statement}</li>`)}</ul>`;
}
