import { describe, expect, it } from 'vitest';
import { refresh } from '../../functions/refresh/refresh.ts';
import { NothingPublished, openPublished } from '../../local/published.ts';
import {
  csv,
  feeds,
  models,
  SCHOOLS,
  school,
  type TestWorkspace,
  testWorkspace,
} from '../fixture-workspace.ts';

async function publishedOn(test: TestWorkspace, moment: string, name: string): Promise<void> {
  await test.landFile(`schools_${name}.csv`, csv(SCHOOLS, school('600301', name)));
  const engine = await test.workspace.openWarehouse();
  try {
    const clock = () => new Date(moment);
    await refresh({ store: test.workspace.store, engine, feeds, models, clock });
  } finally {
    await engine.close();
  }
}

/** Published on 1 September and, late in the evening in Charlotte, on the 10th. */
async function twice(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await publishedOn(test, '2025-09-01T12:00:00Z', 'First');
  await publishedOn(test, '2025-09-11T02:00:00Z', 'Second');
  return test;
}

async function nameOn({ workspace }: TestWorkspace, asOf?: string): Promise<unknown> {
  const published = await openPublished(workspace, models, asOf);
  try {
    const [row] = await published.query(
      `select organisation_name, (select max(publish_id) from publishes) as publish from dim_organisation
      where organisation_code = '600301'`,
    );
    return row;
  } finally {
    await published.close();
  }
}

describe('figures as they were published', () => {
  it('stand as of the end of a day in the district', async () => {
    const test = await twice();
    expect(await nameOn(test, '2025-09-09')).toEqual({ organisation_name: 'First', publish: 1n });
    expect(await nameOn(test, '2025-09-10')).toEqual({ organisation_name: 'Second', publish: 2n });
    expect(await nameOn(test)).toEqual({ organisation_name: 'Second', publish: 2n });
  });

  it('before the first publish are none, and it says so', async () => {
    const test = await twice();
    await expect(nameOn(test, '2025-08-31')).rejects.toThrow(NothingPublished);
    await expect(nameOn(test, '2025-08-31')).rejects.toThrow('until 2025-08-31');
  });
});
