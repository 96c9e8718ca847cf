import { afterAll, describe, expect, it } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { PUBLISHES, PUBLISHES_COLUMNS } from '../../functions/refresh/publishes.ts';
import type { Published } from '../../local/published.ts';
import { openPublishedTo } from '../../local/published-to.ts';
import { feeds, models, testWorkspace } from '../fixture-workspace.ts';
import { LEAKING, WATCHED } from './added-models.ts';
import { READERS } from './kinds-of-readers.ts';
import { type Answer, type Leak, leaks } from './matrix.ts';
import { oracleOf } from './oracle.ts';
import { plant } from './planted.ts';
import { DUCKDB_WAYS, duckdbWaysBeside } from './ways-duckdb.ts';

const NOW = new Date('2025-09-01T12:00:00Z');
const declared = [...models, WATCHED];
const every = [...declared, ...LEAKING];
const curated = every.filter(({ layer }) => layer === 'curated');

const { tables, cells } = plant(curated);
const test = await testWorkspace((end) => afterAll(end));
const { workspace } = test;
await landGrants();
await publish();

async function landGrants(): Promise<void> {
  const columns = [
    'principal',
    'scope_kind',
    'scope_code',
    'detail',
    'sees_district_totals',
    'from_date',
    'to_date',
  ] as const;
  const lines = READERS.flatMap(({ grants }) => grants).map((grant) =>
    columns.map((column) => `"${String(grant[column] ?? '').replaceAll('"', '""')}"`).join(','),
  );
  const landing = await test.landFile('access_grants.csv', `${columns.join(',')}\n${lines.join('\n')}\n`);
  expect(landing).toMatchObject({ outcome: 'landed', receipt: { quarantined: 0 } });
}

/** What stood before is published first, and ends with the second publish. */
async function publish(): Promise<void> {
  const engine = await workspace.openWarehouse();
  for (const { model, rows } of tables) {
    const { name, columns, key } = model;
    await engine.ensureCurated(name, columns);
    if (name === PUBLISHES) {
      await engine.append(
        PUBLISHES,
        PUBLISHES_COLUMNS,
        rows.map(({ values }) => values),
      );
      continue;
    }
    for (const [at, stands] of [false, true].entries()) {
      const candidate = `new_${name}`;
      await engine.loadTable(
        candidate,
        columns,
        rows.filter((row) => row.stands === stands).map(({ values }) => values),
      );
      await engine.publish({ table: name, columns, key, candidate, publishId: at + 1 });
      await engine.drop('table', candidate);
    }
  }
  await engine.close();
}

interface Opened {
  readonly models: readonly Model[];
  /** @default every table of the models */
  readonly only?: readonly string[];
  /** @default every kind */
  readonly readers?: readonly string[];
  /** What stands between a reader and the tables. @default nothing */
  readonly through?: (statement: string) => string;
}

/** The leaks of the published tables as readers open them. */
async function leaksOf({ models: of, only, readers, through = (statement) => statement }: Opened) {
  const asking = READERS.filter(({ principal }) => readers?.includes(principal) ?? true);
  const opened = new Map<string, Published>();
  for (const { principal } of asking)
    opened.set(principal, await openPublishedTo(principal, workspace, of, NOW));
  const names = only ?? [...of.map(({ name }) => name), PUBLISHES];
  const warehouse = await workspace.openWarehouse({ readOnly: true });
  try {
    return await leaks({
      readers: asking,
      tables: tables.filter(({ model }) => names.includes(model.name)),
      cells,
      oracle: oracleOf(every, feeds),
      ways: DUCKDB_WAYS,
      waysBeside: duckdbWaysBeside(workspace.folder),
      async ask(principal, statement) {
        const asked = through(statement);
        const target = asked === statement ? opened.get(principal)?.query : warehouse.rows;
        return await answerOf(asked, target);
      },
    });
  } finally {
    await warehouse.close();
    for (const published of opened.values()) await published.close();
  }
}

const REFUSALS = /does not exist|not found|No catalog|disabled (by|through) configuration|has been locked/;

async function answerOf(statement: string, query?: (sql: string) => Promise<Row[]>): Promise<Answer> {
  try {
    return ((await query?.(statement)) ?? []).map((row) => Object.values(row));
  } catch (error) {
    if (error instanceof Error && REFUSALS.test(error.message)) return 'refused';
    throw error;
  }
}

const told = (found: readonly Leak[]) =>
  found.map(({ principal, table, way, tells }) => `${principal} · ${table} · ${way} · ${tells}`);

describe('every kind of reader, every curated table, every way in', () => {
  it('shows each reader exactly what is theirs', async () => {
    expect(told(await leaksOf({ models: declared }))).toEqual([]);
  });

  it('asks of every curated model, one that was added too, and of the record of publishes', () => {
    const asked = tables.map(({ model }) => model.name);
    expect(asked).toEqual(expect.arrayContaining(['fct_measure', 'dim_student', 'fct_watched', PUBLISHES]));
    expect(asked).toHaveLength(curated.length + 1);
  });
});

describe('a leak makes the matrix fail', () => {
  const readers = ['leader', 'board', 'superintendent.0', 'principal.suppressed', 'ended'];

  it('a table of figures without the area, given to everyone', async () => {
    const found = await leaksOf({ models: every, only: ['fct_unplaced'], readers });
    expect(told(found)).toEqual(
      expect.arrayContaining([
        'board · fct_unplaced · count · 14 rows instead of 0',
        'superintendent.0 · fct_unplaced · select · 14 rows instead of 4',
        'superintendent.0 · fct_unplaced · select · fct_unplaced.days_counted of 600104',
        'superintendent.0 · fct_unplaced · summarize · fct_unplaced.days_counted of 600109',
      ]),
    );
    expect(found.filter(({ principal }) => ['leader', 'ended'].includes(principal))).toEqual([]);
  });

  it('a filter that was forgotten', async () => {
    const forgotten = declared.map(
      (model): Model =>
        model.name === 'fct_measure'
          ? { ...model, access: { rows: 'everyone', detail: 'aggregates' } }
          : model,
    );
    const found = await leaksOf({ models: forgotten, only: ['fct_measure'], readers });
    expect(new Set(found.map(({ principal }) => principal))).toEqual(new Set(['superintendent.0']));
    expect(told(found)).toContain(
      'superintendent.0 · fct_measure · where a hidden row is · fct_measure.measure_code of 600109',
    );
  });

  it('a warehouse that can be reached', async () => {
    const through = (statement: string) => statement.replace(' warehouse.curated.', ' curated.');
    const found = await leaksOf({ models: declared, only: ['dim_student'], readers, through });
    expect(told(found)).toEqual(
      expect.arrayContaining([
        'leader · dim_student · table of warehouse.curated · an answer',
        'ended · dim_student · table of warehouse.curated · dim_student.student_id of 600100',
      ]),
    );
  });

  it('what stood before, shown with what stands', async () => {
    const through = (statement: string) => statement.replace(/^(select count.* from )/, '$1curated.');
    const found = await leaksOf({ models: declared, only: ['fct_measure'], readers: ['leader'], through });
    expect(told(found)).toEqual(['leader · fct_measure · count · 28 rows instead of 14']);
  });

  it('a student’s number that is declared plain', async () => {
    const found = await leaksOf({ models: every, only: ['fct_named'], readers });
    expect(told(found)).toEqual(
      expect.arrayContaining([
        'leader · fct_named · select without a list · fct_named.reference of 600104',
        'superintendent.0 · fct_named · closed columns · fct_named.reference of 600100',
      ]),
    );
    expect(found.filter(({ tells }) => !tells.startsWith('fct_named.reference'))).toEqual([]);
  });

  it('rows of students among those of figures', async () => {
    const found = await leaksOf({ models: every, only: ['fct_listed'], readers });
    expect(told(found)).toContain('superintendent.0 · fct_listed · count · 4 rows instead of 0');
  });
});
