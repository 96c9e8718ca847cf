import {
  NOT_SHOWN_MEANING,
  ORIGIN_MEANING,
  ORIGINS,
  type Origin,
  STATUS_WORDS,
  STATUSES,
  type Status,
} from '../scorecard/words.ts';
import { type Html, html } from './html.ts';

/** The shapes of the statuses, defined once; each differs from the others without its colour. */
export const markSprite: Html = html`<svg class="sprite" width="0" height="0" aria-hidden="true"><defs>
<symbol id="mark-met" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="currentColor"/><path class="cut" d="M4.5 8.4l2.4 2.4 4.6-5.1"/></symbol>
<symbol id="mark-on_track" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="6.8"/><path class="line" d="M5.4 10.6l5-5M6.6 5.4h4v4"/></symbol>
<symbol id="mark-off_track" viewBox="0 0 16 16"><path fill="currentColor" d="M8 15.2L.4 2h15.2z"/><path class="cut" d="M8 4.6v4.2M8 10.6v.6"/></symbol>
<symbol id="mark-no_target" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="6.8" stroke-dasharray="2.6 2.4"/><path class="line" d="M5 8h6"/></symbol>
<symbol id="mark-not_shown" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="6.8"/><path class="line" d="M3.4 12.6l9.2-9.2"/></symbol>
<symbol id="mark-no_data" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="6.8" stroke-dasharray="1 3.3"/></symbol>
</defs></svg>`;

/** A status by its mark and its word. */
export function statusMark(status: Status, words: string = STATUS_WORDS[status]): Html {
  return html`<span class="status ${status}"><svg class="mark" aria-hidden="true"><use href="#mark-${status}"/></svg>${sentence(words)}</span>`;
}

export function originBadge(origin: Origin | null): Html | null {
  return origin && html`<span class="origin ${origin.replace(' ', '-')}">${origin}</span>`;
}

const STATUS_MEANING: Readonly<Record<Status, string>> = {
  met: 'the published target is reached',
  on_track: 'not there yet, and on the way to the published target',
  off_track: 'short of the published target',
  no_target: 'there is a figure, and nothing published to hold it against',
  no_data: 'no figure has come in; this is not a miss',
  not_shown: NOT_SHOWN_MEANING,
};

/** What the marks and the words for origin mean. */
export function legend(isSuppressed: boolean): Html {
  const statuses = STATUSES.filter((status) => isSuppressed || status !== 'not_shown');
  return html`<div class="legend">
<section><h3>How each stands</h3><dl>${statuses.map(
    (status) => html`<div><dt>${statusMark(status)}</dt><dd>${STATUS_MEANING[status]}</dd></div>`,
  )}</dl></section>
<section><h3>Where each figure comes from</h3><dl>${ORIGINS.map(
    (origin) => html`<div><dt>${originBadge(origin)}</dt><dd>${ORIGIN_MEANING[origin]}</dd></div>`,
  )}</dl></section>
</div>`;
}

export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
