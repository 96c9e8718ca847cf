import { describe, expect, it } from 'vitest';
import type { Model } from '../../functions/refresh/models.ts';
import { ensurePublishes } from '../../functions/refresh/publishes.ts';
import { endRun } from '../../functions/refresh/runs.ts';
import { begin, next, type Told } from '../../functions/refresh/sequence.ts';
import { suppressSlice } from '../../functions/refresh/slices.ts';
import { openPublished } from '../../local/published.ts';
import { csv, feeds, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { executor, statements } from './duckdb-statements.ts';
import { figureModels } from './figure-models.ts';
import { models, refusing } from './name-models.ts';

const onlySchools = new Map([...feeds].filter(([name]) => name === 'schools'));

interface Drive {
  readonly models?: readonly Model[];
  readonly id?: string;
  /** Told before a statement runs; what it returns is told in place of its running. */
  readonly before?: (sql: string, at: number) => Told | undefined;
  /** Called in place of suppressing a slice. */
  readonly suppress?: (act: () => Promise<unknown>) => Promise<unknown>;
  /** How often each statement's end is told. */
  readonly tells?: number;
}

const NOON = Date.UTC(2025, 8, 1, 12);
let minute = 0;
const clock = () => new Date(NOON + minute++ * 60_000);

/** What a state machine does: begin, then statement by statement. @returns the outcome and what was run */
async function drive(test: TestWorkspace, options: Drive = {}): Promise<{ outcome: string; ran: string[] }> {
  const engine = await test.workspace.openWarehouse();
  try {
    await ensurePublishes(engine);
    for (const { name, columns, layer } of options.models ?? models)
      if (layer === 'curated') await engine.ensureCurated(name, columns);
    const { run, ran, tools: own } = executor(engine, test.workspace.store);
    const tools = { ...own, store: test.workspace.store, statements, feeds: onlySchools, clock };
    const id = options.id ?? `run-${minute}`;
    const asked = { id, endsBy: new Date(NOON + minute * 60_000 + 3_600_000) };
    const begun = await begin(asked, { ...tools, models: options.models ?? models });
    if (begun.outcome !== 'begun') return { outcome: begun.outcome, ran };
    let at = await next(begun.cursor, undefined, tools);
    for (let place = 0; !at.isDone; place += 1) {
      const { cursor, sql, suppresses } = at;
      const told = options.before?.(sql, place) ?? { queryId: await run(sql) };
      if (suppresses && 'queryId' in told) {
        const act = () => suppressSlice(cursor, told.queryId, tools);
        await (options.suppress ?? ((once) => once()))(act);
      }
      for (let times = 0; times < (options.tells ?? 1); times += 1) at = await next(cursor, told, tools);
    }
    await endRun(test.workspace.store, at.cursor.run, {
      endedAt: clock().toISOString(),
      outcome: at.outcome,
    });
    return { outcome: at.outcome, ran };
  } finally {
    await engine.close();
  }
}

async function seen({ workspace }: TestWorkspace): Promise<string[]> {
  const published = await openPublished(workspace, models);
  try {
    const rows = await published.query(
      'select school_name from dim_names union select school_name from fct_names order by 1',
    );
    return rows.map((row) => String(row.school_name));
  } finally {
    await published.close();
  }
}

async function renamed(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old')));
  expect(await drive(test)).toMatchObject({ outcome: 'published' });
  await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));
  return test;
}

describe('a refresh of many invocations', () => {
  it('publishes what a refresh in one process publishes', async () => {
    const test = await renamed();
    expect(await drive(test)).toMatchObject({ outcome: 'published' });
    expect(await seen(test)).toEqual(['New']);
    expect(await test.refresh({ models, feeds: onlySchools })).toMatchObject({ publishId: 2 });
  });

  it('with nothing new runs no statement', async () => {
    const test = await renamed();
    await drive(test);
    expect(await drive(test)).toEqual({ outcome: 'unchanged', ran: [] });
  });

  it('leaves a view as it is that would be made as it was', async () => {
    const test = await renamed();
    const { ran } = await drive(test);
    expect(ran.filter((sql) => sql.includes('createView'))).toEqual([]);
    expect(ran.filter((sql) => sql.includes('createTable'))).toHaveLength(2);
  });

  it('with a check of severity error broken publishes nothing and is refused', async () => {
    const test = await renamed();
    const { outcome, ran } = await drive(test, { models: refusing });
    expect(outcome).toBe('refused');
    expect(ran.filter((sql) => sql.startsWith('["publish"'))).toEqual([]);
    expect(await seen(test)).toEqual(['Old']);
  });

  it('takes back what a dead run left, before anything else; after a run that ended there is nothing to take back', async () => {
    const test = await renamed();
    const dies = (sql: string) => {
      if (sql.startsWith('["append"')) throw new Error('dies');
      return undefined;
    };
    await expect(drive(test, { before: dies })).rejects.toThrow('dies');
    minute += 61;
    const { ran } = await drive(test);
    expect(ran.slice(0, 3).map((sql) => JSON.parse(sql)[0])).toEqual(['undoAfter', 'undoAfter', 'loadTable']);
    await test.landFile('schools_3.csv', csv(SCHOOLS, school('600301', 'Newer')));
    expect((await drive(test)).ran.filter((sql) => sql.includes('undoAfter'))).toEqual([]);
  });

  it('begun while another is under way is refused', async () => {
    const test = await renamed();
    await drive(test, {
      before: (_, at) => {
        if (at === 3) throw new Error('stops answering');
        return undefined;
      },
    }).catch(() => {});
    const second = await drive(test);
    expect(second.outcome).toBe('busy');
    expect(await seen(test)).toEqual(['Old']);
  });
});

describe('a statement that fails', () => {
  it('is tried again, with its whole step, when it may work then', async () => {
    const test = await renamed();
    let failures = 0;
    const { outcome } = await drive(test, {
      before: (sql) => {
        if (!sql.startsWith('["publish"') || failures === 2) return undefined;
        failures += 1;
        return { failedQueryId: `again-${failures}`, error: 'States.TaskFailed' };
      },
    });
    expect([outcome, failures]).toEqual(['published', 2]);
    expect(await seen(test)).toEqual(['New']);
  });

  it('three times ends the run, and says at which file', async () => {
    const test = await renamed();
    await expect(
      drive(test, { before: () => ({ failedQueryId: 'again', error: 'States.TaskFailed' }) }),
    ).rejects.toThrow('landings: too busy');
  });

  it('for good ends the run at once, and says at which file', async () => {
    const test = await renamed();
    let tries = 0;
    const broken = drive(test, {
      before: (sql) => {
        if (!sql.startsWith('["publish"')) return undefined;
        tries += 1;
        return { failedQueryId: 'never', error: 'States.TaskFailed' };
      },
    });
    await expect(broken).rejects.toThrow('sql/curated/dim_names.sql: too busy');
    expect(tries).toBe(1);
  });
});

describe('suppression in a refresh of many invocations', () => {
  async function withFigures(): Promise<TestWorkspace> {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301', 'One'), school('600302', 'Two')));
    return test;
  }

  async function shown({ workspace }: TestWorkspace): Promise<string[]> {
    const published = await openPublished(workspace, figureModels);
    try {
      const rows = await published.query(
        'select * from fct_measure_suppressed order by organisation_code, school_year, subgroup_code',
      );
      return rows.map(
        (row) => `${row.organisation_code} ${row.school_year} ${row.subgroup_code} ${row.shows}`,
      );
    } finally {
      await published.close();
    }
  }

  const SHOWN = ['600301', '600302'].flatMap((code) => [
    `${code} 2024 ALL figure`,
    `${code} 2024 FEM figure`,
    `${code} 2024 MALE figure`,
    `${code} 2025 ALL figure`,
    `${code} 2025 FEM nothing`,
    `${code} 2025 MALE nothing`,
  ]);
  const linesOf = async ({ workspace }: TestWorkspace) =>
    (await workspace.store.list('working/lines/')).map((key) => key.split('/').at(-1));

  it('shows what a refresh in one process shows, by an invocation for each school year and window', async () => {
    const test = await withFigures();
    let invocations = 0;
    const suppress = async (act: () => Promise<unknown>) => {
      invocations += 1;
      return await act();
    };
    expect(await drive(test, { models: figureModels, suppress })).toMatchObject({ outcome: 'published' });
    expect(await shown(test)).toEqual(SHOWN);
    expect([invocations, await linesOf(test)]).toEqual([2, ['2024-EOY.json', '2025-EOY.json']]);
    const inOneProcess = await withFigures();
    await inOneProcess.refresh({ models: figureModels, feeds: onlySchools });
    expect(await shown(inOneProcess)).toEqual(SHOWN);
  });

  it('comes after all that it reads, whatever the order of the models', async () => {
    const test = await withFigures();
    expect(await drive(test, { models: figureModels.toReversed() })).toMatchObject({ outcome: 'published' });
    expect(await shown(test)).toEqual(SHOWN);
  });

  it('done twice, and told twice, shows each cell once', async () => {
    const test = await withFigures();
    const twice = async (act: () => Promise<unknown>) => await Promise.all([act(), act()]);
    const { outcome, ran } = await drive(test, { models: figureModels, suppress: twice, tells: 2 });
    expect([outcome, await shown(test)]).toEqual(['published', SHOWN]);
    expect(ran.filter((sql) => sql.includes('fct_measure.numerator'))).toHaveLength(2);
  });

  it('that fails at a slice ends the run before anything is published; the next one puts things right', async () => {
    const test = await withFigures();
    let slices = 0;
    const fails = async (act: () => Promise<unknown>) => {
      slices += 1;
      if (slices === 2) throw new Error('out of memory');
      return await act();
    };
    await expect(drive(test, { models: figureModels, suppress: fails })).rejects.toThrow('out of memory');
    await expect(shown(test)).rejects.toThrow('nothing is published');
    minute += 61;
    expect(await drive(test, { models: figureModels })).toMatchObject({ outcome: 'published' });
    expect(await shown(test)).toEqual(SHOWN);
  });

  it('without a decision on a slice ends the run, and says on which', async () => {
    const test = await withFigures();
    const skips = async () => {};
    await expect(drive(test, { models: figureModels, suppress: skips })).rejects.toThrow(
      /^functions\/suppress: nothing was decided on working\/lines\/shown_cells\/\S+\/2024-EOY\.json$/,
    );
    await expect(shown(test)).rejects.toThrow('nothing is published');
  });

  it('asks again for the figures of one slice alone when that statement failed', async () => {
    const test = await withFigures();
    let failures = 0;
    const { ran } = await drive(test, {
      models: figureModels,
      before: (sql) => {
        if (!sql.includes("school_year = integer '2025'") || failures === 2) return undefined;
        failures += 1;
        return { failedQueryId: `again-${failures}`, error: 'States.TaskFailed' };
      },
    });
    expect([failures, await shown(test)]).toEqual([2, SHOWN]);
    expect(ran.filter((sql) => sql.includes('fct_measure.numerator'))).toHaveLength(2);
  });
});

it('a run that dies at any statement leaves readers one publish, whole, and the next one puts things right', async () => {
  const test = await renamed();
  let attempts = 0;
  for (let outcome = ''; outcome !== 'published'; attempts += 1) {
    // An hour later, when the dead run has ended for certain.
    minute += 61;
    const dying = drive(test, {
      before: (_, at) => {
        if (at === attempts) throw new Error('dies');
        return undefined;
      },
    });
    outcome = await dying.then(
      (driven) => driven.outcome,
      () => 'dead',
    );
    expect(await seen(test)).toEqual([outcome === 'published' ? 'New' : 'Old']);
  }
  expect(attempts).toBeGreaterThan(10);
});
