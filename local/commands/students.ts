import type { Command } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { type EarlyWarning, earlyWarningOf } from '../explain/early-warning.ts';
import { listOf, type StudentList } from '../explain/students.ts';
import { countWords } from '../scorecard/numbers.ts';
import { wrap } from '../scorecard/screen.ts';
import { schoolYearWords } from '../scorecard/words.ts';
import { say, sayJson, table, WrongUse } from '../terminal.ts';
import { schoolYear } from './explain.ts';
import { MODELS_FOLDER } from './refresh.ts';
import { openTables } from './show.ts';

interface StudentsOptions {
  readonly workspace: string;
  readonly school: string;
  readonly as: string;
  readonly year?: number;
  readonly window?: string;
  readonly json?: boolean;
}

export function addStudents(program: Command): void {
  program
    .command('students')
    .description(
      "the students on a measure's list at a school, or on any list of it, for a reader who may see them",
    )
    .argument(
      '[measure]',
      'code of the measure; without it the early warning list: every measure that has a list',
    )
    .requiredOption('--school <code>', 'the school')
    .requiredOption('--as <principal>', 'the reader')
    .option('--year <year>', 'the school year by the year in which it ends; the latest', schoolYear)
    .option('--window <code>', 'the window; the annual one, or the latest')
    .option('--json', 'print the list as JSON')
    .action(async (measure: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<StudentsOptions>();
      if (measure === undefined) {
        if (options.window !== undefined) throw new WrongUse('a window is of one measure: name it');
        const warning = await warningsOf(options);
        answer(warning, options, describeWarning);
      } else answer(await studentsOf(measure, options), options, describe);
    });
}

function answer<List>(
  list: List | undefined,
  { json }: StudentsOptions,
  lines: (list: List) => readonly string[],
): void {
  if (json) sayJson(list ?? null);
  else if (list === undefined) say('no students to show');
  else for (const line of lines(list)) say(line);
}

/** The list of a measure at a school, as a principal may see it; undefined where there is nothing to show. */
export async function studentsOf(
  measure: string,
  { workspace, as, school, year, window }: Omit<StudentsOptions, 'json'>,
): Promise<StudentList | undefined> {
  const models = await readModels(MODELS_FOLDER);
  const feeds = [...(await readFeeds()).keys()];
  const { query, close } = await openTables(workspace, { as });
  try {
    return await listOf({ measure, school, year, window }, { query, models, feeds });
  } finally {
    await close();
  }
}

/** Every list of a school, as a principal may see it; undefined where there is nothing to show. */
export async function warningsOf({
  workspace,
  as,
  school,
  year,
}: Omit<StudentsOptions, 'json' | 'window'>): Promise<EarlyWarning | undefined> {
  const { query, close } = await openTables(workspace, { as });
  try {
    return await earlyWarningOf({ school, year }, query);
  } finally {
    await close();
  }
}

function describe({ measure, school, year, window, rules, ...list }: StudentList): string[] {
  const { listRule, counted, students } = list;
  const place = `${measure.name} (${measure.code}), ${school}, ${schoolYearWords(year)}, ${window}`;
  const put =
    listRule === null
      ? 'the measure has no list of students'
      : `${onList(students.length)} of the ${countWords(counted)} counted`;
  return [
    `${place}: ${put}`,
    ...wrap(measure.rule, 100, '  '),
    ...rules.flatMap((rule) => wrap(rule, 100, '  ')),
    ...(students.length === 0 ? [] : ['', table(students.map((student) => ({ ...student })))]),
  ];
}

function onList(students: number): string {
  return students === 1 ? '1 student is on the list' : `${countWords(students)} students are on the list`;
}

function describeWarning({ school, year, counted, listed, warnings }: EarlyWarning): string[] {
  const put = `${countWords(listed)} of ${countWords(counted)} students are on a list, those on the most lists first`;
  return [
    `Early warning, ${school}, ${schoolYearWords(year)}: ${put}`,
    ...(warnings.length === 0 ? [] : ['', table(warnings.map((warning) => ({ ...warning })))]),
  ];
}
