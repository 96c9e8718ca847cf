import { DARK, declarations, LIGHT } from './palette.ts';
import { CARD_STYLES } from './styles-cards.ts';
import { TABLE_STYLES } from './styles-tables.ts';

const PAGE_STYLES = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 0 2rem 5rem; max-width: 70rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
}
h1, h2, h3, .value { font-family: ui-serif, "Iowan Old Style", Charter, Georgia, "Liberation Serif", serif; font-weight: 500; text-wrap: balance; }
h1 { margin: .1em 0 .25em; font-size: clamp(2.3rem, 6vw, 3.5rem); line-height: 1.05; letter-spacing: -.015em; }
h2 { margin: 0 0 .35em; font-size: clamp(1.7rem, 4vw, 2.2rem); line-height: 1.15; letter-spacing: -.01em; }
h3 { margin: 0 0 .35em; font-size: clamp(1.3rem, 3vw, 1.6rem); line-height: 1.2; }
h4 { margin: 0 0 .3em; font-size: 1.05rem; line-height: 1.35; font-weight: 600; text-wrap: balance; }
h5 { margin: 1em 0 .2em; font-size: .9rem; }
p { margin: 0 0 .6em; }
small { font-size: .84em; color: var(--muted); font-weight: 400; }
a { color: inherit; text-decoration-color: var(--muted); text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--figure); outline-offset: 3px; }
main > section { margin-top: 4.5rem; padding-top: 1rem; border-top: 2px solid var(--ink); }
.lede { max-width: 44rem; color: var(--muted); font-size: 1.06rem; }
.masthead { padding-top: 3.5rem; }
.masthead .lede { font-size: 1.2rem; }
.masthead nav { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; margin-top: 1.4rem; font-size: .95rem; }
.eyebrow { margin: 0; color: var(--muted); font-size: .95rem; font-weight: 600; letter-spacing: .01em; }
.imprint { color: var(--muted); font-size: .92rem; }
.notice { margin-top: 2rem; padding: .8rem 1.1rem; background: var(--notice); border-left: 4px solid var(--target); }
.notice p { margin: 0; }
.empty { color: var(--muted); }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
.sprite { position: absolute; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.code { color: var(--muted); font-weight: 600; white-space: nowrap; }
.nowrap { white-space: nowrap; }

.status { font-weight: 600; white-space: nowrap; color: var(--no-data); }
.status.met { color: var(--met); }
.status.on_track { color: var(--on-track); }
.status.off_track { color: var(--off-track); }
.mark { width: 1.05em; height: 1.05em; margin-right: .4em; vertical-align: -.16em; overflow: visible; }
.line { fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.cut { fill: none; stroke: var(--paper); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
.origin { display: inline-block; padding: 0 .5em; border: 1px solid var(--muted); border-radius: 3px; color: var(--muted); font-size: .8rem; font-weight: 600; line-height: 1.5; white-space: nowrap; }
.origin.real { background: var(--muted); color: var(--paper); }
.origin.made-up { border-style: dashed; border-color: var(--target); color: var(--target); }

.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem 3rem; }
.legend h3 { font: inherit; font-weight: 600; }
.legend dl { margin: 0; }
.legend dl div { display: grid; grid-template-columns: 8.5rem 1fr; gap: .5rem; padding: .3rem 0; }
.legend dd { margin: 0; color: var(--muted); }

details { margin-top: .2rem; border-top: 1px solid var(--rule); }
details + details { margin-top: 0; }
summary { padding: .55rem 0; cursor: pointer; font-size: .95rem; font-weight: 500; }
summary::marker { color: var(--muted); }
details[open] { padding-bottom: 1.2rem; }
`;

const PHONE_STYLES = `
@media (max-width: 44rem) {
  body { padding: 0 1.1rem 3rem; }
  .masthead { padding-top: 1.8rem; }
  main > section { margin-top: 3rem; }
  .legend dl div { grid-template-columns: 1fr; gap: 0; }
}
`;

/** On paper: light, nothing torn apart, nothing that only a screen can use. */
const PRINT_STYLES = `
@page { margin: 14mm 13mm; }
@media print {
  :root { ${declarations(LIGHT)} --paper: #ffffff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; background: #ffffff; }
  a { text-decoration: none; }
  .masthead { padding-top: 0; }
  .masthead nav, .skip, details:not([open]), tr.behind:has(details:not([open])) { display: none; }
  main > section { margin-top: 1.8rem; }
  h2, h3, h4, caption, thead, tr.group, tr.family { break-after: avoid; }
  .headline, .breakdowns, figure, tr, table.windows, .notice, .legend section, .card > header { break-inside: avoid; }
  .card > header { break-after: avoid; }
  .card, .pillar { break-inside: avoid-page; }
  #plan { break-before: page; }
  #plan > .lede, .plan > .lede, .pillar > .lede { break-after: avoid; }
  summary { list-style: none; }
  table { margin-top: .9rem; font-size: .9rem; }
  th, td { padding-top: .32rem; padding-bottom: .32rem; }
  .bars tbody th, .bars tbody td { padding-top: .16rem; padding-bottom: .16rem; }
  .bars col.graph { width: 24%; }
  .bars col.amount { width: 8.2rem; }
  .breakdowns { gap: 0 1.8rem; grid-template-columns: 1fr 1fr; }
  .headline { gap: 0 2rem; }
  .value { font-size: 3.4rem; }
  .trend.wide { display: none; }
  .trend.narrow { display: block; }
  .card { margin-top: 1.1rem; }
  .card + .card { padding-top: 1.1rem; }
}
`;

/** Everything that the page's look is made of: light, dark where the reader prefers it, light on paper. */
export const STYLES = [
  `:root { color-scheme: light dark; ${declarations(LIGHT)} }`,
  `@media (prefers-color-scheme: dark) { :root { ${declarations(DARK)} } }`,
  PAGE_STYLES,
  CARD_STYLES,
  TABLE_STYLES,
  PHONE_STYLES,
  PRINT_STYLES,
].join('\n');
