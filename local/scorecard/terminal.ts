import { areaLines } from './area-terminal.ts';
import type { Measure, OwnFigure } from './measures.ts';
import { distinctWigs } from './plan.ts';
import { planLines } from './plan-terminal.ts';
import {
  type BoardItem,
  boardOf,
  isSuppressed,
  itemName,
  measuresOf,
  originsShown,
  type Scorecard,
  titleOf,
} from './scorecard.ts';
import { cell, paint, plain, type Screen, STATUS_MARKS, STATUS_STYLES, wrap, wrapFacts } from './screen.ts';
import { caveats, isAnnual, type Standing, standingBeside, standingOf } from './standing.ts';
import {
  NOT_SHOWN_MEANING,
  NOTHING_FOR_YOU,
  ORIGIN_MEANING,
  ORIGINS,
  STATUS_WORDS,
  tally,
  timeWords,
} from './words.ts';

const FIGURE_COLUMNS = { value: 14, target: 14, status: 18, origin: 8 };
const BETWEEN = 2;

/** The scorecard for a terminal: goals and guardrails, then the plan by pillar and by department. */
export function renderTerminal(scorecard: Scorecard, screen: Screen): string {
  const { lead, own, publish } = scorecard;
  if (scorecard.audience === 'nobody') return `${NOTHING_FOR_YOU}\n`;
  const published = publish
    ? `publish ${publish.id}, ${timeWords(publish.publishedAt)}`
    : 'nothing is published yet: run a refresh';
  return [
    paint(screen, 'bold', plain([lead, ...own].map(({ name }) => name).join(' · '))),
    paint(screen, 'dim', published),
    `Goals and guardrails: ${tally(boardOf(scorecard).map((item) => standingOf(item.headline).status))}`,
    `Wildly Important Goals: ${tally(distinctWigs(scorecard.plan).map((wig) => wig.status))}`,
    '',
    ...scorecard.areas.flatMap((report) => areaLines(report, screen)),
    ...boardLines('Goals', scorecard.goals, screen),
    ...boardLines('Guardrails', scorecard.guardrails, screen),
    ...planLines(scorecard.plan, screen),
    ...notShownLines(scorecard, screen),
    ...originLines(scorecard, screen),
    '',
  ].join('\n');
}

function boardLines(title: string, items: readonly BoardItem[], screen: Screen): string[] {
  if (items.length === 0) return [];
  const { value, target, status, origin } = FIGURE_COLUMNS;
  const header = [
    cell(title.toUpperCase(), nameColumns(screen)),
    cell('figure', value, 'right'),
    cell('target', target, 'right'),
    cell('  status', status),
    cell('origin', origin),
  ].join(' '.repeat(BETWEEN));
  const lines = items.flatMap((item) => ['', ...(item.isOwn ? itemLines : foldedItemLines)(item, screen)]);
  return [
    paint(screen, 'bold', header.trimEnd()),
    paint(screen, 'dim', '─'.repeat(screen.columns)),
    ...lines.slice(1),
    '',
  ];
}

function itemLines(item: BoardItem, screen: Screen): string[] {
  const title = wrap(`${itemName(item)} · ${titleOf(item)}`, screen.columns, '');
  const measures = measuresOf(item);
  return [
    ...title.map((line) => paint(screen, 'bold', line)),
    ...(item.headline ? [] : standingLines('no measure yet', '  ', standingOf(null), screen)),
    ...measures.flatMap((measure) =>
      measureLines(measure, measure === item.headline ? '  ' : '    ', screen),
    ),
  ];
}

/** What says nothing of the reader's own part: its headline alone. */
function foldedItemLines(item: BoardItem, screen: Screen): string[] {
  return standingLines(`${itemName(item)} · ${titleOf(item)}`, '', standingOf(item.headline), screen);
}

function measureLines(measure: Measure, indent: string, screen: Screen): string[] {
  if (measure.figures.length === 0) return standingLines(measure.name, indent, standingOf(measure), screen);
  return measure.figures.flatMap((figure, index) => {
    const standing = standingOf(measure, figure);
    const name = index === 0 ? measure.name : 'also on record';
    const window = measure.windows.find((of) => of.figure === figure)?.windowName;
    const facts = [
      isAnnual(measure, figure) ? standing.year : `${standing.year}, ${window ?? figure.windowCode}`,
      standing.counted,
      standing.gap,
      standing.needed,
      ...(index === 0 ? caveats(measure) : []),
    ].filter((fact) => fact !== null);
    return [
      ...standingLines(name, index === 0 ? indent : `${indent}  `, standing, screen),
      ...wrapFacts(facts, screen.columns, `${indent}  `).map((fact) => paint(screen, 'dim', fact)),
      ...measure.own
        .filter(({ beside }) => beside === figure)
        .flatMap((own) => ownLines(measure, own, `${indent}  `, screen)),
    ];
  });
}

/** The figure of the reader's own part, below the one beside which it stands. */
function ownLines(measure: Measure, { name, figure }: OwnFigure, indent: string, screen: Screen): string[] {
  const standing = standingBeside(measure, figure);
  const facts = [standing.counted, standing.gap, standing.needed].filter((fact) => fact !== null);
  return [
    ...standingLines(name, indent, standing, screen),
    ...wrapFacts(facts, screen.columns, `${indent}  `).map((fact) => paint(screen, 'dim', fact)),
  ];
}

/** The figure beside the first line of its name; the rest of the name below. */
function standingLines(name: string, indent: string, standing: Standing, screen: Screen): string[] {
  const { value, target, status, origin } = FIGURE_COLUMNS;
  const [first = '', ...rest] = wrap(name, nameColumns(screen), indent);
  const mark = `${STATUS_MARKS[standing.status]} ${standing.statusWords}`;
  const line = [
    cell(first, nameColumns(screen)),
    paint(screen, 'bold', cell(standing.value, value, 'right')),
    cell(standing.target, target, 'right'),
    paint(screen, STATUS_STYLES[standing.status], cell(mark, status)),
    cell(standing.origin ?? '', origin),
  ];
  return [line.join(' '.repeat(BETWEEN)).trimEnd(), ...rest];
}

function nameColumns(screen: Screen): number {
  const figures = Object.values(FIGURE_COLUMNS);
  return screen.columns - figures.reduce((sum, columns) => sum + columns + BETWEEN, 0);
}

function notShownLines(scorecard: Scorecard, screen: Screen): string[] {
  if (!isSuppressed(scorecard)) return [];
  return wrap(`${STATUS_WORDS.not_shown}: ${NOT_SHOWN_MEANING}`, screen.columns, '').map((line) =>
    paint(screen, 'dim', line),
  );
}

function originLines(scorecard: Scorecard, screen: Screen): string[] {
  const shown = originsShown(scorecard);
  return ORIGINS.filter((origin) => shown.has(origin)).flatMap((origin) =>
    wrap(`${origin}: ${ORIGIN_MEANING[origin]}`, screen.columns, '').map((line) =>
      paint(screen, 'dim', line),
    ),
  );
}
