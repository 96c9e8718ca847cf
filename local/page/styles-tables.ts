/** Tables read as printed ones; on a phone each row of a list becomes a block with its own labels. */
export const TABLE_STYLES = `
table { width: 100%; border-collapse: collapse; margin-top: 1.4rem; font-size: .95rem; }
caption { padding: 0 0 .35rem; text-align: left; font-weight: 600; }
th, td { padding: .5rem .9rem .5rem 0; text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th, thead td { padding-top: 0; border-bottom: 1px solid var(--ink); color: var(--muted); font-size: .85rem; font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 400; }
tbody tr { border-bottom: 1px solid var(--rule); }
tbody:last-child tr:last-child { border-bottom: 0; }
.list + details { margin-top: .6rem; }

.list strong { font-weight: 650; }
.list th, .list td { vertical-align: baseline; }
.list td { white-space: nowrap; }
.list td[data-label="Gap"], .list td[data-label="From"] { white-space: normal; }
.glance { font-size: 1.02rem; }
.caveat { display: block; max-width: 10rem; white-space: normal; }
.glance th a { display: grid; grid-template-columns: 6.2rem 1fr; text-decoration: none; }
.glance th a:hover { text-decoration: underline; }

.matrix { table-layout: fixed; }
.matrix thead td, .matrix thead th:first-child { width: 18%; }
.matrix thead th { color: var(--ink); overflow-wrap: break-word; hyphens: auto; }
.matrix thead small { display: block; }
.matrix td { white-space: normal; }
.matrix td > span:first-child { display: block; }
.matrix td .status { font-size: .88em; }
.matrix tr.whole, .matrix tr.part { background: var(--tint); }
.matrix tr.whole > th, .matrix tr.part > th { font-weight: 600; }
.matrix tr.whole > th, .matrix tr.part > th { padding-left: .5rem; }
.matrix tr.school > th { padding-left: .5rem; }

table.bars { table-layout: fixed; }
.bars col.place { width: 2.1rem; }
.bars col.graph { width: 29%; }
.bars col.amount { width: 9.2rem; }
.bars .place { color: var(--muted); }
.bars .amount { text-align: right; }
.bars td.amount { font-weight: 600; }
.bars td.amount.none { color: var(--muted); font-weight: 400; }
.bars .amount small { display: inline-block; min-width: 4.9em; }
.bars tbody th { overflow-wrap: anywhere; }
.bars tbody th, .bars tbody td { padding-top: .3rem; padding-bottom: .3rem; }
.bars td.graph { vertical-align: middle; }
.bars tr.family th { padding: .8rem 0 .15rem; color: var(--muted); font-size: .85rem; }
.bars tr.family, .bars tbody:has(+ tbody) tr:last-child { border-bottom: 0; }

.windows { width: auto; min-width: min(100%, 30rem); }
.windows td { font-weight: 600; }
.windows th[scope="row"] { white-space: nowrap; }
.windows thead td { border-bottom: 1px solid var(--ink); }
.windows .before td { font-weight: 400; }

.pillar { margin-top: 2rem; }
.pillar + .pillar { padding-top: .2rem; }
.pillar h4 { font-size: 1.15rem; }
.plan + .plan { margin-top: 3rem; }
.wigs small { display: block; white-space: normal; }
.wigs { table-layout: fixed; }
.wigs caption { font-weight: 400; color: var(--muted); }
.wigs td { white-space: normal; }
.wigs thead th { width: 10.5%; }
.wigs thead .goal { width: 34%; }
.wigs thead th:nth-child(4) { width: 18.5%; }
.wigs thead th:last-child { width: 15.5%; }
.wigs tr.group { border-bottom: 0; }
.wigs tr.group th { padding-top: 1.1rem; font-weight: 600; }
.wigs thead + tbody tr.group th { padding-top: .7rem; }
.wigs .behind td { padding: 0 0 .3rem; white-space: normal; }
.wigs .behind details { border: 0; margin: 0; color: var(--muted); }
.wigs .behind ul { margin: .2rem 0 .6rem; padding-left: 1.2rem; }
.wigs .behind h5 { margin-top: .6em; }
.wigs .bar { max-width: 8rem; }

@media (max-width: 64rem) {
  .list td, .list .status { white-space: normal; }
}
@media screen and (max-width: 44rem) {
  .list thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .list, .list caption, .list tbody, .list tr, .list th, .list td { display: block; width: auto; }
  .list tbody tr { padding: .7rem 0; }
  .list th, .list td { padding: .12rem 0; white-space: normal; }
  .list td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); column-gap: .5rem; }
  .list td[data-label]::before { content: attr(data-label); grid-row: 1 / span 4; color: var(--muted); font-size: .88rem; }
  .list td[data-label] > * { grid-column: 2; justify-self: start; }
  .list td > .bar { justify-self: stretch; }
  .list tbody th { font-weight: 500; padding-bottom: .3rem; }
  .list .behind td { display: block; }
  .list tr.group { padding-bottom: 0; }
  .glance tbody tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; }
  .glance th { grid-column: 1 / -1; }
  .glance th a { display: block; }
  .glance td { display: block; }
  .glance td.absent { display: none; }
  .glance td[data-label]::before { content: none; }
  .glance td[data-label="Target"]::before { content: "Target: "; }
  .glance td[data-label="Status"] { grid-area: 2 / 2; justify-self: end; }
  .glance td[data-label="Origin"] { grid-area: 3 / 2; justify-self: end; }
  .matrix td { grid-template-columns: minmax(0, 1fr) 9.5rem; }
  .matrix td.absent { display: none; }
  .matrix tr.whole, .matrix tr.part { padding-left: .5rem; padding-right: .5rem; }
  .matrix tr.whole > th, .matrix tr.part > th, .matrix tr.school > th { padding-left: 0; }
  .bars col.amount { width: 5.6rem; }
  .bars .amount small { display: block; }
  .windows { min-width: 0; font-size: .88rem; }
  .years td:last-child, .years th:last-child { display: none; }
}
`;
