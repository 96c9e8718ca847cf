import { type Command, InvalidArgumentError } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { type Inputs, readInputs } from '../../functions/refresh/inputs.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { type Explanation, explain, type Question } from '../explain/explanation.ts';
import { explanationLines } from '../explain/words.ts';
import { number, type Query, text } from '../scorecard/row.ts';
import { screenOf } from '../scorecard/screen.ts';
import { say, sayJson } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';
import { isoDay, openTables, type ReadOptions } from './show.ts';

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('where a figure comes from: its rule, sums, target, rows and files')
    .argument('<measure>', 'code of the measure')
    .option('--school <code>', 'of a school; without it and --area of the district')
    .option('--area <name>', 'of a performance area')
    .option('--year <year>', 'the school year by the year in which it ends; the latest', schoolYear)
    .option('--window <code>', 'the window; the annual one, or the latest')
    .option('--grade <grade>', 'one grade', 'ALL')
    .option('--subgroup <code>', 'one subgroup', 'ALL')
    .option('--as <principal>', 'as this reader is shown it')
    .option('--as-of <date>', 'as it stood at the end of a day', isoDay)
    .option('--json', 'print it as JSON')
    .action(async (measure: string, _, command: Command) => {
      const options = command.optsWithGlobals<ReadOptions & Omit<Question, 'measure'> & { json?: boolean }>();
      const explanation = await explanationOf({ ...options, measure }, options);
      if (options.json) sayJson(explanation ?? null);
      else if (explanation === undefined) say('no figure');
      else
        for (const line of explanationLines(explanation, screenOf(process.stdout, process.env).columns))
          say(line);
    });
}

/** Explains a figure of what is published in a workspace, as a whole or as a principal is shown it. */
export async function explanationOf(
  question: Question,
  { workspace, as, asOf }: ReadOptions,
): Promise<Explanation | undefined> {
  const models = await readModels(MODELS_FOLDER);
  const feeds = await readFeeds();
  const shown = await openTables(workspace, { as, asOf });
  try {
    const whole = as === undefined ? shown : await openTables(workspace, { asOf });
    try {
      const tools = {
        shown: shown.query,
        whole: whole.query,
        isReader: as !== undefined,
        models,
        feeds,
        inputs: await inputsBehind(workspace, whole.query),
      };
      return await explain(question, tools);
    } finally {
      if (whole !== shown) await whole.close();
    }
  } finally {
    await shown.close();
  }
}

async function inputsBehind(workspace: string, query: Query): Promise<Inputs | undefined> {
  const [publish] = await query(
    'select publish_id, fingerprint from publishes order by publish_id desc limit 1',
  );
  const { store } = await openWorkspace(workspace);
  return (
    publish &&
    (await readInputs(store, {
      id: number(publish, 'publish_id'),
      fingerprint: text(publish, 'fingerprint'),
    }))
  );
}

/** A school year, by the year in which it ends. */
export function schoolYear(text: string): number {
  if (!/^20\d\d$/.test(text))
    throw new InvalidArgumentError('Give the year in which it ends: 2025 for 2024-25.');
  return Number(text);
}
