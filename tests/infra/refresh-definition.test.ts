import { describe, expect, it } from 'vitest';
import { endOf } from '../../functions/refresh/ending.ts';
import { lastRun } from '../../functions/refresh/runs.ts';
import { begin } from '../../functions/refresh/sequence.ts';
import { askedOf } from '../../functions/refresh/state.ts';
import { openPublished } from '../../local/published.ts';
import { csv, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { statements } from '../refresh/duckdb-statements.ts';
import { figureModels } from '../refresh/figure-models.ts';
import { models, refusing } from '../refresh/name-models.ts';
import { clock, execute, failing, onlySchools } from './refresh-machine.ts';

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

async function withFigures(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('schools.csv', csv(SCHOOLS, school('600301', 'One')));
  return test;
}

async function shownIn({ workspace }: TestWorkspace): Promise<string[]> {
  const published = await openPublished(workspace, figureModels);
  try {
    const rows = await published.query(
      'select shows from fct_measure_suppressed order by school_year, subgroup_code',
    );
    return rows.map(({ shows }) => String(shows));
  } finally {
    await published.close();
  }
}

const endOfLast = async ({ workspace }: TestWorkspace) => (await lastRun(workspace.store))?.end;

async function renamed(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old')));
  expect(await execute(test)).toBe('Done');
  await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));
  return test;
}

describe('the state machine', () => {
  it('publishes, looks once more whether anything landed meanwhile, and is done', async () => {
    const test = await renamed();
    const functions: string[] = [];
    expect(await execute(test, { beforeFunction: (name) => functions.push(name) })).toBe('Done');
    expect(await seen(test)).toEqual(['New']);
    expect(functions.filter((name) => name === 'Begin')).toHaveLength(2);
    expect(await endOfLast(test)).toMatchObject({ outcome: 'unchanged' });
  });

  it('takes up in the same execution what landed while it ran', async () => {
    const test = await renamed();
    let isLate = false;
    await execute(test, {
      beforeStatement: async (sql) => {
        if (isLate || !sql.startsWith('["publish"')) return;
        isLate = true;
        await test.landFile('schools_3.csv', csv(SCHOOLS, school('600301', 'Late')));
      },
    });
    expect(await seen(test)).toEqual(['Late']);
  });

  it('that is refused by a check fails, leaves what stood, and names the model and the rule', async () => {
    const test = await renamed();
    expect(await execute(test, { models: refusing })).toBe('Refused');
    expect(await seen(test)).toEqual(['Old']);
    expect(await endOfLast(test)).toMatchObject({
      outcome: 'refused',
      model: 'dim_names',
      rule: 'accepted_values school_name',
    });
  });

  it('whose statement fails for good fails, leaves what stood, and names the model', async () => {
    const test = await renamed();
    const beforeStatement = (sql: string) => {
      if (sql.startsWith('["publish"'))
        throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"never"}}');
    };
    expect(await execute(test, { beforeStatement })).toBe('Failed');
    expect(await seen(test)).toEqual(['Old']);
    expect(await endOfLast(test)).toMatchObject({
      outcome: 'failed',
      model: 'sql/curated/dim_names.sql',
      rule: 'too busy',
    });
    expect(await execute(test)).toBe('Done');
    expect(await seen(test)).toEqual(['New']);
  });

  it('waits for an Athena that has too much to do, and tries a statement again that it broke itself', async () => {
    const test = await renamed();
    let throttled = 3;
    let broken = 2;
    const beforeStatement = (sql: string) => {
      if (throttled > 0) {
        throttled -= 1;
        throw failing('Athena.TooManyRequestsException', 'Rate exceeded');
      }
      if (broken > 0 && sql.startsWith('["publish"')) {
        broken -= 1;
        throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"again"}}');
      }
    };
    expect(await execute(test, { beforeStatement })).toBe('Done');
    expect([throttled, broken]).toEqual([0, 0]);
    expect(await seen(test)).toEqual(['New']);
  });

  it('whose statement takes too long fails and tells so', async () => {
    const test = await renamed();
    const beforeStatement = (sql: string) => {
      if (sql.startsWith('["publish"')) throw failing('States.Timeout', '');
    };
    expect(await execute(test, { beforeStatement })).toBe('Failed');
    expect(await endOfLast(test)).toMatchObject({
      model: 'sql/curated/dim_names.sql',
      rule: 'States.Timeout',
    });
  });

  it('tries a function again that Lambda could not run, and fails when it cannot run it at all', async () => {
    const test = await renamed();
    let times = 2;
    const sometimes = (name: string) => {
      if (name !== 'Next' || times === 0) return;
      times -= 1;
      throw failing('Lambda.TooManyRequestsException', '');
    };
    expect(await execute(test, { beforeFunction: sometimes })).toBe('Done');
    const never = (name: string) => {
      if (name === 'Next') throw failing('Lambda.ServiceException', '');
    };
    await test.landFile('schools_3.csv', csv(SCHOOLS, school('600301', 'Newer')));
    expect(await execute(test, { beforeFunction: never })).toBe('Failed');
    expect(await endOfLast(test)).toMatchObject({ outcome: 'failed', rule: 'Lambda.ServiceException' });
  });

  it('has the figures of each school year and window suppressed, one after the other', async () => {
    const test = await withFigures();
    const functions: string[] = [];
    const beforeFunction = (name: string) => functions.push(name);
    expect(await execute(test, { models: figureModels, beforeFunction })).toBe('Done');
    expect(functions.filter((name) => name === 'Suppress')).toHaveLength(2);
    expect(await shownIn(test)).toEqual(['figure', 'figure', 'figure', 'figure', 'nothing', 'nothing']);
  });

  it('tries a suppression again that Lambda could not run, and its statement where Athena broke it', async () => {
    const test = await withFigures();
    let times = 2;
    let broken = 1;
    const beforeFunction = (name: string) => {
      if (name !== 'Suppress' || times === 0) return;
      times -= 1;
      throw failing('Lambda.Unknown', '');
    };
    const beforeStatement = (sql: string) => {
      if (broken === 0 || !sql.includes('fct_measure.numerator')) return;
      broken -= 1;
      throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"again"}}');
    };
    expect(await execute(test, { models: figureModels, beforeFunction, beforeStatement })).toBe('Done');
    expect([times, broken]).toEqual([0, 0]);
    expect(await shownIn(test)).toContain('figure');
  });

  it('whose suppression fails fails, and publishes nothing', async () => {
    const test = await withFigures();
    const beforeFunction = (name: string) => {
      if (name === 'Suppress') throw failing('Runtime.ExitError', '');
    };
    expect(await execute(test, { models: figureModels, beforeFunction })).toBe('Failed');
    expect(await endOfLast(test)).toMatchObject({ outcome: 'failed', rule: 'Runtime.ExitError' });
    await expect(shownIn(test)).rejects.toThrow('nothing is published');
  });

  it('is done at once when another runs, and that one is not disturbed', async () => {
    const test = await renamed();
    let inner = '';
    const functions: string[] = [];
    await execute(test, {
      name: 'first',
      beforeStatement: async (sql) => {
        if (inner !== '' || !sql.startsWith('["publish"')) return;
        inner = 'asked';
        // The warehouse is held by the first: a second that touched it would fail.
        const { round, ...asked } = askedOf({
          execution: 'second',
          startedAt: clock().toISOString(),
          round: 1,
          timeoutSeconds: 3600,
        });
        functions.push(`round ${round}`);
        inner = (
          await begin(asked, {
            store: test.workspace.store,
            statements,
            feeds: onlySchools,
            models,
            clock,
            engine: { rows: () => Promise.reject(new Error('touched')), curated: (table) => table },
            answerOf: () => Promise.reject(new Error('touched')),
            failureOf: () => Promise.reject(new Error('touched')),
          })
        ).outcome;
      },
    });
    expect(inner).toBe('busy');
    expect(await seen(test)).toEqual(['New']);
  });
});

describe('an execution that someone stops', () => {
  const stopped = (name: string) => ({ source: 'aws.states', detail: { name, status: 'ABORTED' } });

  it('has its run ended as failed, once, so that the next one may begin', async () => {
    const test = await renamed();
    const stops = (sql: string) => {
      if (sql.startsWith('["publish"'))
        throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"never"}}');
    };
    const ends = (name: string) => {
      if (name === 'End') throw failing('Stopped', '');
    };
    await execute(test, { name: 'stopped', beforeStatement: stops, beforeFunction: ends });
    expect(await endOfLast(test)).toBeUndefined();
    const { store } = test.workspace;
    expect(await endOf(stopped('stopped'), store, clock)).toMatchObject({ isNews: true });
    expect(await endOf(stopped('stopped'), store, clock)).toMatchObject({ isNews: false });
    expect(await endOfLast(test)).toMatchObject({
      outcome: 'failed',
      rule: 'the execution was ended: ABORTED',
    });
    expect(await execute(test)).toBe('Done');
    expect(await seen(test)).toEqual(['New']);
  });

  it('does not end the run of another', async () => {
    const test = await renamed();
    const { store } = test.workspace;
    await execute(test, {
      name: 'other',
      beforeStatement: async (sql) => {
        if (sql.startsWith('["publish"')) await endOf(stopped('stopped'), store, clock);
      },
    });
    expect(await seen(test)).toEqual(['New']);
  });
});
