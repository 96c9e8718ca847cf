import { z } from 'zod';
import type { Row } from '../engines/engine.ts';
import { linesFolder, type Statements } from '../engines/statements.ts';
import type { Store } from '../stores/store.ts';
import { figuresSelect, SLICES_SELECT, type Slice } from '../suppress/shown-cells.ts';
import type { Step } from './plan.ts';
import { PUBLISHES, PUBLISHES_COLUMNS, publishRow } from './publishes.ts';

/** A plan that is written down, so that each step of it can be taken by another invocation. */

const column = z.object({ name: z.string(), type: z.string() });
const checked = z.object({
  name: z.string(),
  severity: z.enum(['error', 'warn']),
  column: z.string(),
  select: z.string(),
});
const common = {
  name: z.string(),
  file: z.string(),
  statements: z.array(z.string()),
};

const item = z.discriminatedUnion('judge', [
  /** Nothing to judge: it is done when its statements are. `hash`: of a view, so that one that stands is left. */
  z.object({ ...common, judge: z.literal('nothing'), hash: z.string().optional() }),
  z.object({ ...common, judge: z.literal('columns'), columns: z.array(column) }),
  z.object({
    ...common,
    judge: z.literal('count'),
    shown: z.object({
      name: z.string(),
      columns: z.array(
        z.object({ name: z.string(), sensitivity: z.enum(['identifier', 'personal', 'plain']) }),
      ),
    }),
    count: z.object({ select: z.string(), checks: z.array(checked) }),
  }),
  z.object({ ...common, judge: z.literal('gate') }),
  /** Its answer names the slices to suppress: each becomes an item behind it. `into`: the folder for what is shown. */
  z.object({ ...common, judge: z.literal('slices'), into: z.string() }),
  /** Its answer is to be suppressed by a function of its own. `into`: the object for what is shown of it. */
  z.object({ ...common, judge: z.literal('figures'), into: z.string() }),
  /** Its statement carries the time at which it is reached. */
  z.object({
    ...common,
    judge: z.literal('record'),
    publish: z.object({ id: z.number(), fingerprint: z.string() }),
    startedAt: z.string(),
  }),
]);

const writtenPlan = z.object({
  /** What the plan comes to when all of it is done. */
  outcome: z.enum(['published', 'unchanged']),
  items: z.array(item),
});

export type Item = z.infer<typeof item>;
export type WrittenPlan = z.infer<typeof writtenPlan>;

const keyOf = (run: number) => `runs/plans/${String(run).padStart(8, '0')}.json`;

export async function writePlan(store: Store, run: number, plan: WrittenPlan): Promise<void> {
  await store.write(keyOf(run), JSON.stringify(plan));
}

/** @throws Error when there is none, as after someone removed it */
export async function readPlan(store: Store, run: number): Promise<WrittenPlan> {
  const text = await store.read(keyOf(run));
  if (text === undefined) throw new Error(`run ${run} has no plan at ${keyOf(run)}: begin another refresh`);
  return writtenPlan.parse(JSON.parse(text));
}

/**
 * A step as statements, and what is to be made of their answer.
 * @param making tells this run's working tables from those of every other
 */
export function itemsOf(step: Step, statements: Statements, making: string): Item[] {
  if (step.act !== 'suppress') return [itemOf(step, statements, making)];
  const { name, file, columns } = step;
  return [
    { name, file, judge: 'slices', statements: [SLICES_SELECT], into: linesFolder(name, making) },
    { name, file, judge: 'nothing', statements: [...statements.loadLines(name, columns, making)] },
  ];
}

/**
 * The plan with an item for each slice, behind the one that asked for them. Done twice it is as done once.
 * @param at the place of that item
 */
export function withSlices(plan: WrittenPlan, at: number, slices: readonly Slice[]): WrittenPlan {
  const asking = plan.items[at];
  if (asking?.judge !== 'slices') throw new Error(`step ${at} does not ask for slices`);
  const { name, file, into } = asking;
  const figures = slices.map(
    (slice): Item => ({
      name,
      file,
      judge: 'figures',
      statements: [figuresSelect(slice)],
      into: `${into}${slice.school_year}-${slice.window_code}.json`,
    }),
  );
  const others = plan.items.filter(({ judge }) => judge !== 'figures');
  return { ...plan, items: others.toSpliced(at + 1, 0, ...figures) };
}

function itemOf(step: Exclude<Step, { act: 'suppress' }>, statements: Statements, making: string): Item {
  const { name, file } = step;
  const nothing = (texts: readonly string[]) => ({
    name,
    file,
    judge: 'nothing' as const,
    statements: [...texts],
  });
  switch (step.act) {
    case 'load':
      return nothing(statements.loadTable(name, step.columns, step.rows, making));
    case 'expose':
      return { ...nothing(statements.exposeLanded(step.source)), hash: step.hash };
    case 'view':
      return { ...nothing(statements.createView(name, step.select)), hash: step.hash };
    case 'hold':
      return {
        name,
        file,
        judge: 'columns',
        statements: [`select * from ${step.relation} limit 0`],
        columns: [...step.columns],
      };
    case 'table':
      return nothing(statements.createTable(name, step.select, step.columns, making));
    case 'count':
      return {
        name,
        file,
        judge: 'count',
        statements: [step.count.select],
        shown: {
          name: step.shown.name,
          columns: step.shown.columns.map((shown) => ({ sensitivity: 'plain', ...shown })),
        },
        count: { select: step.count.select, checks: [...step.count.checks] },
      };
    case 'gate':
      return { name, file, judge: 'gate', statements: [] };
    case 'ensure':
      // Whoever deploys makes the tables, before anyone is granted anything on them.
      return nothing([]);
    case 'publish':
      return nothing(statements.publish(step.publication));
    case 'record':
      return {
        name,
        file,
        judge: 'record',
        statements: [],
        publish: step.publish,
        startedAt: step.startedAt,
      };
  }
}

/** The statements of an item, now that it is reached. */
export function statementsNow(item: Item, statements: Statements, now: Date): readonly string[] {
  if (item.judge !== 'record') return item.statements;
  const row: Row = publishRow(item.publish, new Date(item.startedAt), now);
  return statements.append(PUBLISHES, PUBLISHES_COLUMNS, [row]);
}
