import type { Command } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { listOf, type StudentList } from '../explain/students.ts';
import { countWords } from '../scorecard/numbers.ts';
import { wrap } from '../scorecard/screen.ts';
import { schoolYearWords } from '../scorecard/words.ts';
import { say, sayJson, table } from '../terminal.ts';
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
    .description("the students on a measure's list at a school, for a reader who may see them")
    .argument('<measure>', 'code of the measure')
    .requiredOption('--school <code>', 'the school')
    .requiredOption('--as <principal>', 'the reader')
    .option('--year <year>', 'the school year by the year in which it ends; the latest', schoolYear)
    .option('--window <code>', 'the window; the annual one, or the latest')
    .option('--json', 'print the list as JSON')
    .action(async (measure: string, _, command: Command) => {
      const options = command.optsWithGlobals<StudentsOptions>();
      const list = await studentsOf(measure, options);
      if (options.json) sayJson(list ?? null);
      else if (list === undefined) say('no students to show');
      else for (const line of describe(list)) say(line);
    });
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

function describe({ measure, school, year, window, rules, counted, students }: StudentList): string[] {
  const put = students.length === 1 ? '1 student is' : `${countWords(students.length)} students are`;
  return [
    `${measure.name} (${measure.code}), ${school}, ${schoolYearWords(year)}, ${window}: ${put} on the list of the ${countWords(counted)} counted`,
    ...wrap(measure.rule, 100, '  '),
    ...rules.flatMap((rule) => wrap(rule, 100, '  ')),
    ...(students.length === 0 ? [] : ['', table(students.map((student) => ({ ...student })))]),
  ];
}
