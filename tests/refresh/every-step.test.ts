import { describe, expect, it } from 'vitest';
import type { Engine } from '../../functions/engines/engine.ts';
import { openPublished } from '../../local/published.ts';
import { csv, feeds, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { modelsWithoutIndicators } from './model-folder.ts';

/** Two tables that hold the same name: a reader who sees two names has seen half a publish. */
const models = await modelsWithoutIndicators({
  'curated/dim_names.sql': names('stg_schools'),
  'curated/fct_names.sql': names('dim_names'),
  'curated/curated.yml': `version: 2
models:
${['dim_names', 'fct_names'].map(properties).join('')}`,
});

// One feed is enough: the steps are the same for each.
const onlySchools = new Map([...feeds].filter(([name]) => name === 'schools'));

function names(from: string): string {
  return `-- One row per school.\n-- Key: school_code.\nselect school_code, school_name from ${from}\n`;
}

function properties(name: string): string {
  return `  - name: ${name}
    config: { meta: { access: { rows: everyone, detail: aggregates } } }
    columns:
      - { name: school_code, data_type: varchar, description: The school. }
      - { name: school_name, data_type: varchar, description: Its name., data_tests: [not_null] }
`;
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

const CALLS = [
  'exposeLanded',
  'createView',
  'createTable',
  'loadTable',
  'drop',
  'columnsOf',
  'rows',
  'ensureCurated',
  'publish',
  'undoAfter',
  'append',
] as const;

/** An engine that breaks at its nth call: before it has done anything, or when it is done and cannot say so. */
function breaking(engine: Engine, nth: number, when: 'before' | 'after'): Engine {
  let calls = 0;
  const broken =
    (method: (...values: unknown[]) => Promise<unknown>) =>
    async (...values: unknown[]): Promise<unknown> => {
      calls += 1;
      const isBroken = calls === nth;
      if (isBroken && when === 'before') throw new Error('broken');
      const result = await method(...values);
      if (isBroken) throw new Error('broken');
      return result;
    };
  const own = CALLS.map((name) => [name, broken(engine[name] as () => Promise<unknown>)]);
  return { ...engine, ...Object.fromEntries(own) };
}

describe.each(['before', 'after'] as const)('an engine that breaks %s it does what it was asked', (when) => {
  it('at any step: readers see one publish, whole, and the next refresh puts things right', async () => {
    const test = await testWorkspace();
    await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old')));
    expect(await test.refresh({ models, feeds: onlySchools })).toMatchObject({
      outcome: 'published',
      publishId: 1,
    });
    await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));

    let attempts = 0;
    for (let isDone = false; !isDone; attempts += 1) {
      const attempt = test.refresh({
        models,
        feeds: onlySchools,
        engine: (engine) => breaking(engine, attempts + 1, when),
      });
      isDone = await attempt.then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe('broken');
          return false;
        },
      );
      const names = await seen(test);
      // Broken after the record of the publish was written, the publish stands.
      if (names[0] === 'New') isDone = true;
      else expect([attempts, names]).toEqual([attempts, ['Old']]);
    }
    expect(attempts).toBeGreaterThan(20);
    expect(await seen(test)).toEqual(['New']);
    expect(await test.refresh({ models, feeds: onlySchools })).toEqual({
      outcome: 'unchanged',
      publishId: 2,
    });
  });
});
