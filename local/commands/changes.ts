import { type Command, InvalidArgumentError } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { type MeasureChange, readChanges } from '../explain/changes.ts';
import { type Difference, type PublishOf, readPublishes, type Stood } from '../explain/differences.ts';
import { NothingPublished } from '../published.ts';
import { countWords, targetWords } from '../scorecard/numbers.ts';
import { grouped } from '../scorecard/row.ts';
import { say, sayJson, WrongUse } from '../terminal.ts';
import { openWorkspace, WAREHOUSE, type Workspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

interface ChangesOptions {
  readonly workspace: string;
  readonly from?: number;
  readonly to?: number;
  readonly json?: boolean;
}

/** Two publishes, and what differs between them. */
export interface Changes {
  readonly from: PublishOf;
  readonly to: PublishOf;
  readonly measures: readonly MeasureChange[];
}

const EXAMPLES = 3;

export function addChanges(program: Command): void {
  program
    .command('changes')
    .description('the figures that differ between two publishes, and why')
    .option('--from <publish>', 'the earlier publish; the one before the later', publishNumber)
    .option('--to <publish>', 'the later publish; the last one', publishNumber)
    .option('--json', 'print all of them as JSON')
    .action(async (_, command: Command) => {
      const { workspace, from, to, json } = command.optsWithGlobals<ChangesOptions>();
      const changes = await changesOf(await openWorkspace(workspace), from, to);
      if (json) sayJson(changes ?? null);
      else for (const line of changes ? describe(changes) : [ONLY_ONE]) say(line);
    });
}

const ONLY_ONE = 'there is one publish: nothing to hold it against';

/**
 * What differs between two publishes of a workspace: by default the last two. Undefined where there is only one.
 * @throws NothingPublished
 * @throws WrongUse for a publish that there is not
 */
export async function changesOf(
  workspace: Workspace,
  from?: number,
  to?: number,
): Promise<Changes | undefined> {
  if (!(await workspace.store.exists(WAREHOUSE))) throw new NothingPublished();
  const models = await readModels(MODELS_FOLDER);
  const feeds = await readFeeds();
  const engine = await workspace.openWarehouse({ readOnly: true });
  try {
    const pair = pairOf(await readPublishes(engine), from, to);
    if (!pair) return undefined;
    const measures = await readChanges(pair.from, pair.to, { engine, store: workspace.store, models, feeds });
    return { ...pair, measures };
  } finally {
    await engine.close();
  }
}

function pairOf(
  publishes: readonly PublishOf[],
  from: number | undefined,
  to: number | undefined,
): { from: PublishOf; to: PublishOf } | undefined {
  const find = (id: number) => {
    const found = publishes.find((publish) => publish.id === id);
    if (found) return found;
    throw new WrongUse(
      `there is no publish ${id}: there are ${publishes.map((publish) => publish.id).join(', ')}`,
    );
  };
  const later = to === undefined ? publishes.at(-1) : find(to);
  if (!later) throw new NothingPublished();
  const earlier = from === undefined ? publishes.findLast(({ id }) => id < later.id) : find(from);
  if (!earlier) return undefined;
  if (earlier.id >= later.id) throw new WrongUse(`publish ${earlier.id} is not before ${later.id}`);
  return { from: earlier, to: later };
}

function publishNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give the number of a publish.');
  return Number(text);
}

function describe({ from, to, measures }: Changes): string[] {
  const between = `publish ${from.id} (${from.at}) and publish ${to.id} (${to.at})`;
  if (measures.length === 0) return [`no figure differs between ${between}`];
  return [`between ${between}`, ...measures.flatMap(describeMeasure)];
}

function describeMeasure({ measureCode, differences, reasons }: MeasureChange): string[] {
  const figures = differences.length === 1 ? '1 figure differs' : `${differences.length} figures differ`;
  const levels = grouped(differences, ({ level }) => level);
  return [
    '',
    `${measureCode}: ${figures}`,
    ...reasons.map(({ reason, of }) => `  because of ${reason}${of.length > 0 ? `: ${of.join(', ')}` : ''}`),
    ...['district', 'performance_area', 'school'].flatMap((level) => describeLevel(level, levels.get(level))),
  ];
}

function describeLevel(level: string, differences: readonly Difference[] = []): string[] {
  if (differences.length === 0) return [];
  const left = differences.length - EXAMPLES;
  return [
    `  ${level.replace('_', ' ')}, ${differences.length}:`,
    ...differences
      .slice(0, EXAMPLES)
      .map(({ place, was, is }) => `    ${place}: ${stoodWords(was)} -> ${stoodWords(is)}`),
    ...(left > 0 ? [`    and ${left} more: --json lists them all`] : []),
  ];
}

function stoodWords(stood: Stood | null): string {
  if (stood === null) return 'no figure';
  const { numerator, denominator, targetMilli, status } = stood;
  const of = denominator === null ? '' : ` of ${countWords(denominator)}`;
  const figure = numerator === null ? `unknown${of}` : `${countWords(numerator)}${of}`;
  const target = targetMilli === null ? '' : `, target ${targetWords('count', targetMilli)}`;
  return `${figure}${target} (${status.replace('_', ' ')})`;
}
