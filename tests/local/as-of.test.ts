import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { refresh } from '../../functions/refresh/refresh.ts';
import { scorecardOf } from '../../local/commands/show.ts';
import { NothingPublished, openPublished } from '../../local/published.ts';
import { wigsOf } from '../../local/scorecard/plan.ts';
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
  await publishOn(test, moment);
}

async function publishOn(test: TestWorkspace, moment: string): Promise<void> {
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

  it('are shown as the board saw them, after the file behind them was corrected and the target raised', async () => {
    const test = await testWorkspace();
    const results = (second: string) =>
      csv(
        'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score',
        '2025,EOG,RD,YEAR,10001,600301,03,2025-05-20,RG,Level 4,',
        `2025,EOG,RD,YEAR,10002,600301,03,2025-05-20,RG,${second},`,
      );
    const target = (percent: number, adopted: string) =>
      csv(
        'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source',
        `reading_ccr_3_8,2025,600LEA,ALL,target,${percent},${adopted},Board`,
      );
    await test.landPath('samples/plan/plan_items.csv');
    await test.landPath('samples/measures/measures.csv');
    await test.landFile('assessment_results.csv', results('Level 3'));
    await test.landFile('targets.csv', target(50, '2024-08-13'));
    await publishedOn(test, '2025-09-01T12:00:00Z', 'Oak');
    await test.landFile(
      'assessment_results_corrected.csv',
      results('Not Proficient').replace('Level 4', 'Level 3'),
    );
    await test.landFile('targets_raised.csv', target(60, '2025-09-05'));
    await publishOn(test, '2025-09-11T02:00:00Z');

    const reading = async (asOf?: string) => {
      const { goals } = await scorecardOf(test.workspace.folder, { asOf });
      const figure = goals[1]?.headline?.figures.at(-1);
      return `${figure?.numerator} of ${figure?.denominator}, target ${figure?.targetMilli}, ${figure?.status}`;
    };
    expect(await reading('2025-09-09')).toBe('1 of 2, target 50000, met');
    expect(await reading('2025-09-10')).toBe('0 of 2, target 60000, off_track');
    expect(await reading()).toBe('0 of 2, target 60000, off_track');
    const show = (...args: string[]) =>
      spawnSync(process.execPath, ['local/tower.ts', 'show', ...args, '-w', test.workspace.folder], {
        encoding: 'utf8',
      }).stdout;
    expect(show('--as-of', '2025-09-09')).toContain('50.0 %');
    expect(show()).not.toContain('50.0 %');
  });
});

describe('what the models were given since the last publish', () => {
  async function publishedBefore(): Promise<TestWorkspace> {
    const test = await testWorkspace();
    await test.landPath('samples/plan/plan_items.csv');
    const areas = ['600301,Elementary 1,Elementary,2020-07-01,'];
    const grants = [
      'leader,district,600LEA,aggregates,true,2020-07-01,',
      'area,performance_area,Elementary 1,aggregates,true,2020-07-01,',
    ];
    const assigned = csv('school_code,performance_area,area_group,from_date,to_date', ...areas);
    await test.landFile('performance_area_assignments.csv', assigned);
    const granted = 'principal,scope_kind,scope_code,detail,sees_district_totals,from_date,to_date';
    await test.landFile('access_grants.csv', csv(granted, ...grants));
    await publishedOn(test, '2025-09-01T12:00:00Z', 'Oak');
    const engine = await test.workspace.openWarehouse();
    await engine.rows(`drop table ${engine.curated('fct_plan_item_suppressed')}`);
    await engine.rows(`alter table ${engine.curated('fct_plan_item')} drop column performance_area`);
    await engine.close();
    return test;
  }

  it('is there without rows where it is a table', async () => {
    const { workspace } = await publishedBefore();
    const tables = await openPublished(workspace, models, undefined, ['fct_plan_item_suppressed']);
    const [rows] = await tables.query(`select
      (select count(*) from fct_plan_item_suppressed) as suppressed,
      (select count(publish_from) from fct_plan_item_suppressed_versions) as versions,
      (select count(*) > 0 from fct_plan_item) as has_plan`);
    await tables.close();
    expect(rows).toEqual({ suppressed: 0n, versions: 0n, has_plan: true });
  });

  it('leaves a scorecard, and shows no row where the filter needs a column that is not there', async () => {
    const { workspace } = await publishedBefore();
    const wigs = async (as: string) => wigsOf((await scorecardOf(workspace.folder, { as })).plan).length;
    expect(await wigs('leader')).toBeGreaterThan(0);
    expect(await wigs('area')).toBe(0);
  });
});
