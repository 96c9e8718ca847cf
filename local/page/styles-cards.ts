/** A goal or guardrail: the figure at the left, its trend at the right, who stands where below. */
export const CARD_STYLES = `
.card { margin-top: 2.6rem; }
.card + .card { padding-top: 2.2rem; border-top: 1px solid var(--rule); }
.card > header .lede { font-size: 1rem; }
.headline { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); gap: 1.5rem 3rem; align-items: start; margin-top: .8rem; }
.figure h4 { margin: 0; font-weight: 500; }
.value { margin: 0 0 .05em; font-size: clamp(3.2rem, 9vw, 4.6rem); line-height: 1.1; letter-spacing: -.02em; white-space: nowrap; color: var(--figure); }
.value.none { font-size: 2.2rem; color: var(--muted); }
.period, .from, .also { color: var(--muted); font-size: .92rem; }
.figure .status { font-size: 1.15rem; }
.also { padding-left: .8rem; border-left: 2px solid var(--rule); }
.also strong { color: var(--ink); }
.facts { margin: .8rem 0; }
.facts div { display: grid; grid-template-columns: 8rem 1fr; gap: .5rem; padding: .28rem 0; border-top: 1px solid var(--rule); }
.facts div:last-child { border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; font-weight: 500; }
.about { margin: 0 0 .5rem; }
.about dt { font-weight: 600; font-size: .92rem; }
.about dd { margin: 0 0 .4rem; color: var(--muted); }

figure { margin: 0; min-width: 0; }
.trend { display: block; width: 100%; height: auto; }
.trend.narrow { display: none; }
figcaption { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin-top: .4rem; color: var(--muted); font-size: .85rem; }
figcaption span { display: inline-flex; align-items: center; gap: .45em; }
.key { width: 28px; height: 10px; flex: none; }
.key path, .key circle { stroke: var(--figure); stroke-width: 2; }
.key circle { fill: var(--figure); }
.key.second path, .key.second circle { stroke: var(--muted); }
.key.second circle { fill: var(--muted); }
.key.hollow path { stroke-dasharray: 6 4; }
.key.hollow circle { fill: var(--paper); }
.key.target path { stroke: var(--target); stroke-width: 1.5; stroke-dasharray: 2 4; }
.key.target .point { fill: var(--paper); stroke-dasharray: none; }

.breakdowns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 3rem; }
.note { margin: .4rem 0 1rem; color: var(--muted); font-size: .85rem; }

.bar { position: relative; display: block; height: 8px; background: var(--tint); }
.bar b { position: absolute; inset: 0 auto 0 0; background: var(--bar); }
.bar i { position: absolute; top: -3px; bottom: -3px; width: 2px; margin-left: -1px; background: var(--ink); }

@media screen and (max-width: 56rem) {
  .headline { grid-template-columns: minmax(0, 1fr); }
}
@media screen and (max-width: 36rem) {
  .trend.wide { display: none; }
  .trend.narrow { display: block; }
  .facts div { grid-template-columns: 7rem 1fr; }
}
`;
