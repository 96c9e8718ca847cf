import { partsWords } from '../scorecard/area-reports.ts';
import { isTold } from '../scorecard/figure.ts';
import type { FeedLandings } from '../scorecard/landings.ts';
import type { Measure, OwnFigure } from '../scorecard/measures.ts';
import { countWords } from '../scorecard/numbers.ts';
import { distinctWigs } from '../scorecard/plan.ts';
import {
  type BoardItem,
  boardOf,
  isSuppressed,
  itemName,
  originsShown,
  type Scorecard,
  titleOf,
} from '../scorecard/scorecard.ts';
import { caveats, standingBeside, standingOf } from '../scorecard/standing.ts';
import { ageWords, NOTHING_FOR_YOU, tally, timeWords } from '../scorecard/words.ts';
import { areaAnchor, areaSection } from './area.ts';
import { boardCard, type Provenance } from './cards.ts';
import { anchor, type Html, html, trusted } from './html.ts';
import { legend, markSprite, originBadge, sentence, statusMark } from './marks.ts';
import { planSection } from './plan.ts';
import { STYLES } from './styles.ts';

export interface PageOptions {
  /** ISO time at which the page is written. */
  readonly generatedAt: string;
}

/** The scorecard as one HTML file: no script, nothing fetched, readable on a phone and on paper. */
export function renderPage(scorecard: Scorecard, { generatedAt }: PageOptions): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Goals and Guardrails · ${scorecard.lead.name}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLES)}</style>
</head>
<body>
${markSprite}
<a class="skip" href="#at-a-glance">Skip to the scorecard</a>
${masthead(scorecard, generatedAt)}
<main>
${scorecard.audience === 'nobody' ? html`<p id="at-a-glance" class="empty">${NOTHING_FOR_YOU}</p>` : sections(scorecard, generatedAt)}
</main>
</body>
</html>
`;
  return page.markup;
}

function sections(scorecard: Scorecard, generatedAt: string): Html {
  const provenance = provenanceOf(scorecard.landings);
  return html`${madeUpNotice(scorecard)}
${scorecard.areas.map(areaSection)}
${glance(scorecard)}
${board('goals', 'Goals', scorecard.goals, provenance)}
${board('guardrails', 'Guardrails', scorecard.guardrails, provenance)}
<section id="plan" aria-labelledby="plan-title"><h2 id="plan-title">The annual plan</h2>
<p class="lede">Wildly Important Goals: ${tally(distinctWigs(scorecard.plan).map((wig) => wig.status))}.</p>
${planSection(scorecard.plan)}</section>
${freshness(scorecard, generatedAt)}
<section id="reading" aria-labelledby="reading-title"><h2 id="reading-title">How to read this page</h2>${legend(isSuppressed(scorecard))}</section>`;
}

function masthead({ audience, lead, own, publish, areas }: Scorecard, generatedAt: string): Html {
  if (audience === 'nobody') return html`<header class="masthead"><h1>Goals and Guardrails</h1></header>`;
  const published = publish
    ? html`Publish ${publish.id} of ${timeWords(publish.publishedAt)}`
    : html`Nothing is published yet`;
  return html`<header class="masthead">
<p class="eyebrow">${[lead, ...own].map(({ name }) => name).join(' · ')}</p>
<h1>Goals and Guardrails</h1>
<p class="lede">How the district stands against the targets that its board set, and how far the annual plan has come.</p>
<p class="imprint">${published} · page written ${timeWords(generatedAt)}</p>
<nav aria-label="On this page">${areas.map((report) => html`<a href="#${areaAnchor(report)}">${partsWords(report)}</a> `)}<a href="#at-a-glance">At a glance</a> <a href="#goals">Goals</a> <a href="#guardrails">Guardrails</a> <a href="#plan">Annual plan</a> <a href="#data">Data</a> <a href="#reading">How to read</a></nav>
</header>`;
}

function madeUpNotice(scorecard: Scorecard): Html | null {
  if (!originsShown(scorecard).has('made up')) return null;
  return html`<aside class="notice" aria-label="Made-up figures"><p><strong>Some figures on this page are made up.</strong> They carry the mark ${originBadge('made up')} and say nothing about any school. Figures marked ${originBadge('real')} or ${originBadge('reported')} are not made up.</p></aside>`;
}

/** The whole board on one screen. */
function glance(scorecard: Scorecard): Html {
  const row = (item: BoardItem) => {
    const standing = standingOf(item.headline);
    return html`<tr><th scope="row"><a href="#${anchor(item.code)}"><span class="code">${itemName(item)}</span> ${titleOf(item)}</a></th><td data-label="Figure">${item.headline?.figures[0] && isTold(item.headline.figures[0]) ? html`<strong>${standing.value}</strong>` : sentence(standing.value)}${standing.year ? html` <small>${standing.year}</small>` : null}${item.headline ? [glanceNote(item.headline), ...item.headline.own.map(glanceOwn(item.headline))] : null}</td><td data-label="Target">${sentence(standing.target)}</td><td data-label="Status">${statusMark(standing.status, standing.statusWords)}</td>${standing.origin ? html`<td data-label="Origin">${originBadge(standing.origin)}</td>` : html`<td class="absent">–</td>`}</tr>`;
  };
  const items = boardOf(scorecard);
  return html`<section id="at-a-glance" aria-labelledby="glance-title"><h2 id="glance-title">At a glance</h2>
<p class="lede">Goals and guardrails: ${tally(items.map((item) => standingOf(item.headline).status))}.</p>
<table class="list glance"><thead><tr><th scope="col">Goal or guardrail</th><th scope="col">Figure</th><th scope="col">Target</th><th scope="col">Status</th><th scope="col">Origin</th></tr></thead>
<tbody>${items.map(row)}</tbody></table></section>`;
}

/** A figure that is not the goal's own must not pass for it. */
function glanceNote(measure: Measure): Html | null {
  const notes = caveats(measure);
  return notes.length > 0 ? html`<small class="caveat">${notes.join(', ')}</small>` : null;
}

/** The reader's own part, below the district. */
function glanceOwn(measure: Measure): (own: OwnFigure) => Html {
  return ({ name, figure }) => {
    const { value, origin } = standingBeside(measure, figure);
    const mark = origin === standingOf(measure).origin ? null : html` ${originBadge(origin)}`;
    return html`<small class="caveat">${name}: ${value}${mark}</small>`;
  };
}

function board(id: string, title: string, items: readonly BoardItem[], provenance: Provenance): Html {
  const cards =
    items.length > 0
      ? items.map((item) => (item.isOwn ? boardCard(item, provenance) : foldedCard(item, provenance)))
      : html`<p class="empty">None in the plan.</p>`;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${cards}</section>`;
}

/** What says nothing of the reader's own part, to unfold. */
function foldedCard(item: BoardItem, provenance: Provenance): Html {
  return html`<details><summary>${itemName(item)} · ${titleOf(item)}: of the district only</summary>${boardCard(item, provenance)}</details>`;
}

function freshness({ landings, publish }: Scorecard, generatedAt: string): Html {
  const row = (feed: FeedLandings) =>
    html`<tr><th scope="row">${sentence(feed.feed.replaceAll('_', ' '))}</th><td data-label="Files">${countWords(feed.files)}</td><td data-label="Last landed">${timeWords(feed.lastLandedAt)} <small>${ageWords(feed.lastLandedAt, generatedAt)}</small></td><td data-label="Rows landed">${countWords(feed.landed)} <small>of ${countWords(feed.records)}</small></td><td data-label="In quarantine">${feed.quarantined === 0 ? 'none' : html`<strong>${countWords(feed.quarantined)}</strong>`}</td><td data-label="From">${feed.sources.join('; ')} ${feed.isMadeUp ? originBadge('made up') : null}</td></tr>`;
  const table = html`<table class="list"><thead><tr><th scope="col">Feed</th><th scope="col">Files</th><th scope="col">Last landed</th><th scope="col">Rows landed</th><th scope="col">In quarantine</th><th scope="col">From</th></tr></thead><tbody>${landings.map(row)}</tbody></table>`;
  return html`<section id="data" aria-labelledby="data-title"><h2 id="data-title">The data behind it</h2>${landings.length > 0 ? table : html`<p class="empty">${publish ? 'What has come in is shown to those who see the figures of the whole district.' : 'Nothing has landed yet.'}</p>`}</section>`;
}

function provenanceOf(landings: readonly FeedLandings[]): Provenance {
  return { reportedBy: landings.filter((of) => of.feed === 'published_results').flatMap((of) => of.sources) };
}
