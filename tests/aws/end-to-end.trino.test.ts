import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StopQueryExecutionCommand } from '@aws-sdk/client-athena';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessOf } from '../../functions/access/access.ts';
import { scopesOf } from '../../functions/access/scopes.ts';
import { trinoRules } from '../../functions/access/trino-rules.ts';
import { districtDay } from '../../functions/district-day.ts';
import { openSession } from '../../functions/engines/trino-session.ts';
import { readLanded } from '../../functions/land/live.ts';
import { PUBLISHES } from '../../functions/refresh/publishes.ts';
import { lastRun } from '../../functions/refresh/runs.ts';
import { readGrants } from '../../local/grants.ts';
import { asText, publishedHere } from './published-here.ts';
import { smallGroups } from './small-groups.ts';
import { startTower, type TowerOnAws } from './tower-on-aws.ts';

const PUBLISHER = 'control-tower';
const SCHOOLS = 'school_code,school_name,school_level,lowest_grade,highest_grade,opened_date,closed_date\n';
const school = (code: string, name: string) => `${code},${name},elementary,KG,05,,\n`;
const AREAS = `school_code,performance_area,area_group,from_date,to_date
600301,North,Elementary,2020-07-01,
600302,South,Elementary,2020-07-01,
`;
const MEASURES = `measure_code,measure_name,goal_code,role,sort_order,kind,direction,counts_upward,annual_window,denominator_rule,rule_source
early_literacy_k2,Literacy,goal_1,goal,1,rate,higher,school,EOY,Students assessed,test
early_literacy_kg,Kindergarten,goal_1,interim,2,rate,higher,school,EOY,Students assessed,test
`;
const PLAN = `item_code,kind,parent_code,same_as,label,statement,sort_order,unit,direction,baseline,target,start_date,due_date,source
goal_1,goal,,,Goal 1,Early literacy,1,,,,,,,test
`;
const sitting = (student: number, code: string, level: string) =>
  `2025,DIBELS8,COMPOSITE,EOY,${student},${code},KG,2025-05-20,RG,${level} Benchmark,\n`;
const RESULTS =
  'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score\n';
const STUDENTS = 'school_year,student_id,sex,race,is_eds,is_el,is_swd\n';
const GRANTS = `principal,scope_kind,scope_code,detail,sees_district_totals,from_date,to_date
north@example.org,performance_area,North,aggregates,true,2024-07-01,
leader@example.org,district,600LEA,aggregates,true,2024-07-01,
former@example.org,performance_area,North,aggregates,true,2020-07-01,2024-06-30
`;

let tower: TowerOnAws;
let folder: string;
let rules: string;

async function writeRules(content: object): Promise<void> {
  await writeFile(`${rules}.new`, JSON.stringify(content));
  await rename(`${rules}.new`, rules);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-tower-rules-'));
  rules = join(folder, 'rules.json');
  await writeRules(trinoRules([], { publisher: PUBLISHER, catalog: 'curated', schema: 'none' }));
  tower = await startTower({ rules });
  await tower.makeTables();
});
afterAll(async () => {
  await tower?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const drop = async (minute: number, key: string, content: string) =>
  await tower.deliver(await tower.drop(key, content, minute));

async function as(user: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const schema = tower.curatedDatabase;
  const session = openSession({ url: tower.trino.url, user, catalog: 'curated', schema });
  return (await session.run(sql)).rows;
}

/** What stands for a reader: rows of the last completed publish. */
const standing = (table: string) => `(
  select * from ${table} where publish_from <= (select max(publish_id) from ${PUBLISHES})
    and (publish_to is null or publish_to > (select max(publish_id) from ${PUBLISHES})))`;

const FIGURES = `select organisation_code, numerator, denominator from ${standing('fct_measure')} as standing
  where measure_code = 'early_literacy_k2' and school_year = 2025 and grade = 'ALL' and subgroup_code = 'ALL' order by 1`;

const names = async () =>
  (
    await as(
      PUBLISHER,
      `select organisation_name from ${standing('dim_organisation')} as standing
      where organisation_level = 'school' order by organisation_code`,
    )
  ).map(([name]) => name);

describe('from a dropped extract to rows in a curated table', () => {
  it('rows land, are computed, and are published', async () => {
    await drop(1, 'plan/plan_items.csv', PLAN);
    await drop(2, 'measures/measures.csv', MEASURES);
    await drop(3, 'schools.csv', SCHOOLS + school('600301', 'First') + school('600302', 'Second'));
    await drop(4, 'performance_area_assignments.csv', AREAS);
    await drop(5, 'access_grants.csv', GRANTS);
    await drop(
      6,
      'assessment_results.csv',
      RESULTS +
        sitting(10001, '600301', 'At') +
        sitting(10002, '600301', 'Below') +
        sitting(10003, '600302', 'Above'),
    );
    expect(await tower.refresh()).toBe('Succeeded');
    expect(await as(PUBLISHER, FIGURES)).toEqual([
      ['600301', 1, 2],
      ['600302', 1, 1],
      ['600LEA', 2, 3],
      ['North', 1, 2],
      ['South', 1, 1],
    ]);
  });

  it('delivered twice, and at a time, it lands once and is published once', async () => {
    const event = await tower.drop('schools.csv', SCHOOLS + school('600301', 'First again'), 10);
    await Promise.all([tower.deliver(event), tower.deliver(event)]);
    await tower.deliver(event);
    const receipts = (await readLanded(tower.store, 'schools')).filter(({ drop }) =>
      drop?.at.includes('08:10'),
    );
    expect(receipts).toHaveLength(1);
    expect(await tower.refresh()).toBe('Succeeded');
    expect(await names()).toEqual(['First again', 'Second']);
    const before = await lastRun(tower.store);
    expect(await tower.refresh()).toBe('Succeeded');
    expect((await lastRun(tower.store))?.run.number).toBe((before?.run.number ?? 0) + 1);
    expect((await lastRun(tower.store))?.end).toMatchObject({ outcome: 'unchanged' });
  });

  it('delivered out of order, what was dropped last stands', async () => {
    const first = await tower.drop('schools.csv', SCHOOLS + school('600301', 'Earlier'), 20);
    const second = await tower.drop('schools.csv', SCHOOLS + school('600301', 'Later'), 21);
    await tower.deliver(second, first);
    expect(await tower.refresh()).toBe('Succeeded');
    expect(await names()).toEqual(['Later', 'Second']);
  });
});

describe('suppressed figures', () => {
  const select = (from: string) => `select school_year, measure_code, organisation_code, grade, subgroup_code,
      source, shows, band, numerator, denominator, status, projection_milli
    from ${from} as standing order by 1, 2, 3, 4, 5, 6`;
  const shown = async () => asText(await as(PUBLISHER, select(standing('fct_measure_suppressed'))));

  it('are those that a refresh in one process shows: figures, bands, and nothing of small groups', async () => {
    const { students, sittings } = smallGroups(2024, ['600301', '600302']);
    await drop(22, 'students.csv', STUDENTS + students.join(''));
    await drop(23, 'assessment_results.csv', RESULTS + sittings.join(''));
    const suppressed: string[] = [];
    let isLost = true;
    const before = (state: string) => {
      if (state !== 'Suppress') return;
      suppressed.push(state);
      if (!isLost) return;
      isLost = false;
      throw Object.assign(new Error('lost'), { name: 'Lambda.Unknown' });
    };
    expect(await tower.refresh({ before })).toBe('Succeeded');
    // Two school years, and once more what was lost.
    expect(suppressed).toHaveLength(3);
    const rows = await shown();
    expect(rows.length).toBeGreaterThan(50);
    expect(rows).toEqual(await publishedHere(tower, 'fct_measure_suppressed', select));
    expect(new Set(rows.map((row) => row[6]))).toEqual(new Set(['figure', 'band', 'nothing']));
  });

  it('stand as they stood when a suppression fails', async () => {
    const stood = await shown();
    await drop(24, 'schools.csv', SCHOOLS + school('600301', 'Later still'));
    const before = (state: string) => {
      if (state === 'Suppress')
        throw Object.assign(new Error('out of memory'), { name: 'Runtime.ExitError' });
    };
    expect(await tower.refresh({ before })).toBe('Failed');
    expect((await lastRun(tower.store))?.end).toMatchObject({ outcome: 'failed', rule: 'Runtime.ExitError' });
    expect(await shown()).toEqual(stood);
    expect(await tower.refresh()).toBe('Succeeded');
    expect(await names()).toEqual(['Later still', 'Second']);
  });
});

describe('when something breaks', () => {
  it('an Athena that has too much to do, and breaks a statement itself, is waited for', async () => {
    await drop(30, 'schools.csv', SCHOOLS + school('600301', 'Throttled'));
    tower.athena.knobs.throttle(8);
    tower.athena.knobs.fail(
      /^merge/,
      { category: 1, isRetryable: true, message: 'GENERIC_INTERNAL_ERROR' },
      2,
    );
    expect(await tower.refresh()).toBe('Succeeded');
    expect(await names()).toEqual(['Throttled', 'Second']);
  });

  it('a statement that is stopped fails the run, names its model, and leaves what stood', async () => {
    await drop(40, 'schools.csv', SCHOOLS + school('600301', 'Stopped'));
    const MERGE = /^merge into .*"dim_organisation"/;
    tower.athena.knobs.hang(MERGE);
    const stopping = (async () => {
      for (;;) {
        await wait(100);
        const hanging = tower.athena.running().find(({ statement }) => MERGE.test(statement));
        if (hanging)
          return await tower.athena.client.send(
            new StopQueryExecutionCommand({ QueryExecutionId: hanging.id }),
          );
      }
    })();
    expect(await tower.refresh()).toBe('Failed');
    await stopping;
    expect((await lastRun(tower.store))?.end).toMatchObject({
      outcome: 'failed',
      model: 'sql/curated/dim_organisation.sql',
    });
    expect(await names()).toEqual(['Throttled', 'Second']);
  });

  it('killed between two tables, readers see the publish before, whole; the next run publishes', async () => {
    let isDead = false;
    const merges = () => tower.athena.statements().filter((sql) => sql.startsWith('merge')).length;
    const before = merges();
    // One table after dim_organisation: from here on nothing of the execution runs any more.
    const killed = await tower.refresh({
      name: 'killed',
      before: () => {
        isDead ||= merges() >= before + 3;
        if (isDead) throw new Error('killed');
      },
    });
    expect([killed, isDead]).toEqual(['Error', true]);
    expect(
      await as(PUBLISHER, `select count(*) from dim_organisation where organisation_name = 'Stopped'`),
    ).toEqual([[1]]);
    expect(await names()).toEqual(['Throttled', 'Second']);
    await tower.tellStopped('killed');
    expect(await tower.refresh()).toBe('Succeeded');
    expect(await names()).toEqual(['Stopped', 'Second']);
    expect(await tower.refresh()).toBe('Succeeded');
  });
});

describe('a principal who asks the Trino whose rules come from the grants', () => {
  beforeAll(async () => {
    const scopes = scopesOf(
      (
        await as(
          PUBLISHER,
          `select organisation_level, organisation_code, area_group from ${standing('dim_organisation')} as standing`,
        )
      ).map(([organisation_level, organisation_code, area_group]) => ({
        organisation_level,
        organisation_code,
        area_group,
      })),
    );
    const grants = await readGrants(tower.store);
    const today = districtDay(new Date());
    const principals = [...new Set(grants.map(({ principal }) => principal))];
    const accesses = principals.map((principal) => accessOf(principal, today, grants, scopes, tower.models));
    await writeRules(
      trinoRules(accesses, { publisher: PUBLISHER, catalog: 'curated', schema: tower.curatedDatabase }),
    );
    for (let tries = 0; tries < 50; tries += 1) {
      const seen = await as('leader@example.org', 'select 1 from fct_measure limit 1').catch(() => []);
      if (seen.length > 0) return;
      await wait(200);
    }
    throw new Error('the rules were not read');
  });

  it("of an area gets its rows and the district's totals, and nothing else", async () => {
    expect(await as('north@example.org', FIGURES)).toEqual([
      ['600301', 1, 2],
      ['600LEA', 2, 3],
      ['North', 1, 2],
    ]);
  });

  it('of an area reads no other table, no file of a table, nothing of what landed, and changes nothing', async () => {
    for (const sql of [
      'select * from fct_landing',
      'select * from "fct_measure$files"',
      `select * from landed.${tower.curatedDatabase.replace(/_curated$/, '_model')}.stg_assessment_results`,
      'delete from fct_measure',
    ]) {
      await expect(as('north@example.org', sql)).rejects.toThrow(/denied|Access Denied|not exist/i);
    }
  });

  it('whose grant has ended, or whom nobody knows, gets nothing', async () => {
    for (const user of ['former@example.org', 'nobody@example.org'])
      await expect(as(user, FIGURES)).rejects.toThrow();
  });
});
