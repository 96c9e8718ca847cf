import { describe, expect, it } from 'vitest';
import { NoSuchPublish, rollBack } from '../../functions/refresh/roll-back.ts';
import { openPublished } from '../../local/published.ts';
import { csv, feeds, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { models } from './name-models.ts';

const onlySchools = new Map([...feeds].filter(([name]) => name === 'schools'));

async function publishedNames(...names: readonly string[]): Promise<TestWorkspace> {
  const test = await testWorkspace();
  for (const [at, name] of names.entries()) {
    await test.landFile(`schools_${at}.csv`, csv(SCHOOLS, school('600301', name)));
    await test.refresh({ models, feeds: onlySchools });
  }
  return test;
}

async function back(test: TestWorkspace, to?: number) {
  const engine = await test.workspace.openWarehouse();
  try {
    return await rollBack({ engine, models, clock: () => new Date('2025-09-02T08:00:00Z') }, to);
  } finally {
    await engine.close();
  }
}

async function seen({ workspace }: TestWorkspace, asOf?: string): Promise<string[]> {
  const published = await openPublished(workspace, models, asOf);
  try {
    const rows = await published.query(
      'select school_name from dim_names union select school_name from fct_names order by 1',
    );
    return rows.map((row) => String(row.school_name));
  } finally {
    await published.close();
  }
}

describe('a roll-back', () => {
  it('shows again, in every table, what stood before the last publish', async () => {
    const test = await publishedNames('First', 'Second');
    expect(await back(test)).toEqual({ publishId: 3, to: 1 });
    expect(await seen(test)).toEqual(['First']);
  });

  it('takes nothing out of the history: what was shown in between can be read back', async () => {
    const test = await publishedNames('First', 'Second');
    await back(test);
    expect(await seen(test, '2025-09-01')).toEqual(['Second']);
    expect(await seen(test, '2025-09-02')).toEqual(['First']);
  });

  it('goes back further when asked, and may be rolled back itself', async () => {
    const test = await publishedNames('First', 'Second', 'Third');
    await back(test, 1);
    expect(await seen(test)).toEqual(['First']);
    await back(test);
    expect(await seen(test)).toEqual(['Third']);
  });

  it('does not keep the next refresh from publishing what it computes', async () => {
    const test = await publishedNames('First', 'Second');
    await back(test);
    expect(await test.refresh({ models, feeds: onlySchools })).toMatchObject({
      outcome: 'published',
      publishId: 4,
    });
    expect(await seen(test)).toEqual(['Second']);
  });

  it('to a publish that there is not changes nothing and says which is the last', async () => {
    const test = await publishedNames('First');
    await expect(back(test)).rejects.toThrow(NoSuchPublish);
    await expect(back(test, 7)).rejects.toThrow('there is no publish 7 to go back to: the last is 1');
    expect(await seen(test)).toEqual(['First']);
  });
});
