import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Engine, Row } from '../../functions/engines/engine.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { openPublished } from '../../local/published.ts';
import { csv, models, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';

const CURATED = models.filter((model) => model.layer === 'curated').map((model) => model.name);

async function ask(test: TestWorkspace, sql: string): Promise<Row[]> {
  const published = await openPublished(test.workspace, models);
  try {
    return await published.query(sql);
  } finally {
    await published.close();
  }
}

const schoolNames = async (test: TestWorkspace) =>
  (
    await ask(
      test,
      `select organisation_name from dim_organisation where organisation_level = 'school' order by 1`,
    )
  ).map((row) => row.organisation_name);

/** Every version of a school's row, with the publishes from and to which it stood. */
async function versions(test: TestWorkspace): Promise<Row[]> {
  const engine = await test.workspace.openWarehouse({ readOnly: true });
  try {
    return await engine.rows(
      `select organisation_name, publish_from, publish_to from curated.dim_organisation
      where organisation_level = 'school' order by all`,
    );
  } finally {
    await engine.close();
  }
}

/** A workspace with two schools, published once; then one of them gets a new name. */
async function renamedSchool(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old name'), school('600302', 'Other')));
  expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 1 });
  await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New name')));
  return test;
}

/** The models, with one of them changed. */
const changed = (name: string, change: Partial<Model>) =>
  models.map((model) => (model.name === name ? { ...model, ...change } : model));

describe('a publish', () => {
  it('with nothing new is not made', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 1 });
    expect(await test.refresh()).toEqual({ outcome: 'unchanged', publishId: 1 });
  });

  it('is made when a model has changed, and nothing else', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    await test.refresh();
    const sql = models.find((model) => model.name === 'dim_organisation')?.sql ?? '';
    const loud = changed('dim_organisation', {
      sql: sql.replace('schools.school_name as', 'upper(schools.school_name) as'),
    });
    expect(await test.refresh({ models: loud })).toMatchObject({ outcome: 'published', publishId: 2 });
    expect(await schoolNames(test)).toEqual(['SCHOOL 600301']);
  });

  it('ends the rows that changed, opens what they became, and keeps the others as they stood', async () => {
    const test = await renamedSchool();
    expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 2 });
    expect(await versions(test)).toEqual([
      { organisation_name: 'New name', publish_from: 2n, publish_to: null },
      { organisation_name: 'Old name', publish_from: 1n, publish_to: 2n },
      { organisation_name: 'Other', publish_from: 1n, publish_to: null },
    ]);
    expect(await schoolNames(test)).toEqual(['New name', 'Other']);
  });
});

describe('what a check finds', () => {
  const failing = (severity: 'error' | 'warn') =>
    changed('dim_organisation', {
      checks: [{ kind: 'row', name: 'no new names', severity, broken: `organisation_name = 'New name'` }],
    });

  it('at severity error leaves the published tables as they were, and says which rows', async () => {
    const test = await renamedSchool();
    expect(await test.refresh({ models: failing('error') })).toMatchObject({
      outcome: 'refused',
      publishId: 1,
      broken: [
        {
          model: 'dim_organisation',
          check: 'no new names',
          rows: 1,
          examples: ['organisation_level = school, organisation_code = 600301'],
        },
      ],
    });
    expect(await schoolNames(test)).toEqual(['Old name', 'Other']);
    expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 2 });
  });

  it('at severity warn is published, with a warning', async () => {
    const test = await renamedSchool();
    const result = await test.refresh({ models: failing('warn') });
    expect(result).toMatchObject({ outcome: 'published', warnings: [{ check: 'no new names' }] });
  });

  it('never shows what tells a student', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    await test.landFile(
      'enrollments.csv',
      csv(
        'school_year,student_id,school_code,grade,entry_date,exit_date,entry_code,exit_code,is_primary',
        '2025,1234567890,600301,KG,2024-08-26,,,,true',
      ),
    );
    const broken = changed('stg_student_years', {
      checks: [{ kind: 'row', name: 'no students', severity: 'error', broken: 'true' }],
    });
    const result = await test.refresh({ models: broken });
    expect(result).toMatchObject({ broken: [{ examples: ['school_year = 2025, student_id = (hidden)'] }] });
    expect(JSON.stringify(result)).not.toContain('1234567890');
  });

  it('a model that cannot be computed publishes nothing and is named', async () => {
    const test = await renamedSchool();
    const broken = changed('dim_organisation', { sql: 'select no_such_column from stg_schools' });
    await expect(test.refresh({ models: broken })).rejects.toThrow(
      /sql\/curated\/dim_organisation.sql: duckdb: .*no_such_column/,
    );
    expect(await schoolNames(test)).toEqual(['Old name', 'Other']);
  });
});

describe('a publish that dies half-way', () => {
  // One call for each curated table, and the last for the record of the publish.
  it.each([1, 2, Math.ceil(CURATED.length / 2), CURATED.length, CURATED.length + 1])(
    'killed at step %i: readers see the last complete one, and the next refresh completes it',
    async (nth) => {
      const test = await renamedSchool();
      const { signal } = spawnSync(process.execPath, [
        'tests/killed-program.ts',
        'publish',
        test.workspace.folder,
        String(nth),
      ]);
      expect(signal).toBe('SIGKILL');
      expect(await schoolNames(test)).toEqual(['Old name', 'Other']);

      expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 2 });
      expect(await schoolNames(test)).toEqual(['New name', 'Other']);
    },
  );

  it('what it left is taken back even when there is nothing new to publish', async () => {
    const test = await renamedSchool();
    spawnSync(process.execPath, [
      'tests/killed-program.ts',
      'publish',
      test.workspace.folder,
      String(CURATED.length + 1),
    ]);
    // The new name is taken back at its source, so what stands is right again.
    await test.landFile('schools_3.csv', csv(SCHOOLS, school('600301', 'Old name')));
    await test.refresh();
    expect(await versions(test)).toEqual([
      { organisation_name: 'Old name', publish_from: 1n, publish_to: null },
      { organisation_name: 'Other', publish_from: 1n, publish_to: null },
    ]);
  });

  it('what it left is taken back when what stands is all that there is to say', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301', 'Name')));
    await test.refresh();
    const dies = (engine: Engine): Engine => ({ ...engine, append: () => Promise.reject(new Error('dead')) });
    const other = changed('stg_district', {
      sql: `select '600LEA' as organisation_code, 'Another' as organisation_name`,
    });
    await expect(test.refresh({ models: other, engine: dies })).rejects.toThrow('dead');
    expect(await test.refresh()).toEqual({ outcome: 'unchanged', publishId: 1 });
    const engine = await test.workspace.openWarehouse({ readOnly: true });
    const left = await engine.rows(
      'select distinct publish_from, publish_to from curated.dim_organisation order by all',
    );
    await engine.close();
    expect(left).toEqual([{ publish_from: 1n, publish_to: null }]);
  });

  it('a reader between two tables sees one publish', async () => {
    const test = await renamedSchool();
    const seen: unknown[] = [];
    const watching = (engine: Engine): Engine => ({
      ...engine,
      publish: async (publication) => {
        await engine.publish(publication);
        const at = `(select max(publish_id) from ${engine.curated('publishes')})`;
        const names = await engine.rows(
          `select organisation_name from ${engine.curated('dim_organisation')}
          where organisation_level = 'school' and publish_from <= ${at} and (publish_to is null or publish_to > ${at}) order by 1`,
        );
        seen.push(names.map((row) => row.organisation_name));
      },
    });
    await test.refresh({ engine: watching });
    expect(seen).toHaveLength(CURATED.length);
    expect(new Set(seen.map(String))).toEqual(new Set(['Old name,Other']));
  });
});

it('an indicator whose measure is not in the catalogue is an error that names the measure', async () => {
  const test = await testWorkspace();
  await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
  const header =
    'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score';
  await test.landFile(
    'assessment_results.csv',
    csv(header, '2025,EOG,RD,YEAR,1234567890,600301,03,2025-05-20,RG,Level 4,'),
  );
  expect(await test.refresh()).toMatchObject({
    outcome: 'refused',
    broken: [
      {
        model: 'all_indicators',
        check: 'relationships measure_code -> stg_measures.measure_code',
        examples: ['measure_code = reading_ccr_3_8'],
      },
    ],
  });
});
