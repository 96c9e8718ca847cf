import type { Department, Pillar, Plan, Strategy, Wig } from './plan.ts';
import { paint, plain, type Screen, STATUS_MARKS, STATUS_STYLES, wrap } from './screen.ts';
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
  const title = strategy.label ? `${strategy.label}  ${strategy.statement}` : strategy.statement;
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

function wigLines(wig: Wig, screen: Screen): string[] {
  const [first = '', ...rest] = wrap(wig.statement, screen.columns, '      ');
  const mark = paint(screen, STATUS_STYLES[wig.status], STATUS_MARKS[wig.status]);
  const status = paint(screen, STATUS_STYLES[wig.status], STATUS_WORDS[wig.status]);
  const now = wig.readingDate ? `${readingWords(wig)} on ${dateWords(wig.readingDate)}` : readingWords(wig);
  const facts = [
    `baseline ${baselineWords(wig)}`,
    wig.target === null ? targetAmountWords(wig) : `target ${targetAmountWords(wig)}`,
    wig.dueDate ? `due ${dateWords(wig.dueDate)}` : 'no due date',
    wig.reading === null ? now : `now ${now}`,
    ...(wig.origin ? [wig.origin] : []),
    ...(wig.alsoUnder.length > 0
      ? [`also under ${wig.alsoUnder.map((place) => plain(place.where)).join(', ')}`]
      : []),
  ];
  return [
    `    ${mark} ${first.trimStart()}`,
    ...rest,
    `      ${status}`,
    ...wrap(facts.join(' · '), screen.columns, '      ').map((line) => paint(screen, 'dim', line)),
  ];
}
