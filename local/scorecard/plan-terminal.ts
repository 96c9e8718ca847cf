import type { Department, Pillar, Plan, Strategy, Wig } from './plan.ts';
import { cell, paint, plain, type Screen, STATUS_MARKS, STATUS_STYLES, wrap, wrapFacts } from './screen.ts';
import { baselineWords, readingWords, targetAmountWords } from './wig.ts';
import { dateWords, STATUS_WORDS } from './words.ts';

/** The WIG scorecard for a terminal: by pillar, then by department. */
export function planLines(plan: Plan, screen: Screen): string[] {
  const byPillar = plan.pillars.flatMap((pillar) => pillarLines(pillar, screen));
  const byDepartment = plan.departments.flatMap((department) => departmentLines(department, screen));
  return [
    ...section('Wildly Important Goals by pillar', byPillar, screen),
    ...section('Wildly Important Goals by department', byDepartment, screen),
  ];
}

function section(title: string, lines: readonly string[], screen: Screen): string[] {
  if (lines.length === 0) return [];
  return [
    paint(screen, 'bold', title.toUpperCase()),
    paint(screen, 'dim', '─'.repeat(screen.columns)),
    ...lines,
  ];
}

function pillarLines(pillar: Pillar, screen: Screen): string[] {
  const strategies = pillar.priorities.flatMap((priority) => priority.strategies);
  return [
    paint(screen, 'bold', plain(pillar.label ?? pillar.statement)),
    ...(strategies.length === 0 ? [paint(screen, 'dim', '  no strategy in this plan')] : []),
    ...strategies.flatMap((strategy) => strategyLines(strategy, screen)),
    '',
  ];
}

function strategyLines(strategy: Strategy, screen: Screen): string[] {
  const title = strategy.label ? `${strategy.label} · ${strategy.statement}` : strategy.statement;
  return [
    ...wrap(title, screen.columns, '  ').map((line) => paint(screen, 'dim', line)),
    ...strategy.wigs.flatMap((wig) => wigLines(wig, screen)),
  ];
}

function departmentLines(department: Department, screen: Screen): string[] {
  return [
    paint(screen, 'bold', plain(department.name)),
    ...department.wigs.flatMap((wig) => wigLines(wig, screen)),
    '',
  ];
}

const STATUS_COLUMNS = 18;
const INDENT = '    ';

/** The status in a column of its own, the statement and the facts beside it. */
function wigLines(wig: Wig, screen: Screen): string[] {
  const beside = INDENT + ' '.repeat(STATUS_COLUMNS);
  const status = cell(`${STATUS_MARKS[wig.status]} ${STATUS_WORDS[wig.status]}`, STATUS_COLUMNS);
  const [first = '', ...rest] = wrap(wig.statement, screen.columns, beside);
  return [
    INDENT + paint(screen, STATUS_STYLES[wig.status], status) + first.trimStart(),
    ...rest,
    ...wrapFacts(factsOf(wig), screen.columns, beside).map((line) => paint(screen, 'dim', line)),
  ];
}

function factsOf(wig: Wig): string[] {
  const now = wig.readingDate ? `${readingWords(wig)} (${dateWords(wig.readingDate)})` : readingWords(wig);
  return [
    `baseline ${baselineWords(wig)}`,
    wig.target === null ? targetAmountWords(wig) : `target ${targetAmountWords(wig)}`,
    wig.dueDate ? `due ${dateWords(wig.dueDate)}` : 'no due date',
    wig.reading === null ? now : `now ${now}`,
    ...(wig.origin ? [wig.origin] : []),
    ...(wig.alsoUnder.length > 0
      ? [`also under ${wig.alsoUnder.map((place) => place.where).join(', ')}`]
      : []),
  ];
}
