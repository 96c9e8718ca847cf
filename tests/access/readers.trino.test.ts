import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessOf } from '../../functions/access/access.ts';
import type { Grant } from '../../functions/access/grants.ts';
import { trinoRules } from '../../functions/access/trino-rules.ts';
import type { Row } from '../../functions/engines/engine.ts';
import { openTrino } from '../../functions/engines/trino.ts';
import { openSession } from '../../functions/engines/trino-session.ts';
import { PUBLISHES, PUBLISHES_COLUMNS } from '../../functions/refresh/publishes.ts';
import { type RunningTrino, startTrino } from '../../local/trino/server.ts';
import { grantOf, MODELS, SCOPES, TODAY } from './examples.ts';

const PLACE = { publisher: 'control-tower', catalog: 'curated', schema: 'tower' };

/** Level, code, area and group of every row of the tables that are read by area. */
const ORGANISATIONS = [
  ['district', '600LEA', 'All', 'All'],
  ['performance_area', 'Elementary 1', 'Elementary 1', 'Elementary'],
  ['performance_area', 'Elementary 2', 'Elementary 2', 'Elementary'],
  ['performance_area', 'K-8 1', 'K-8 1', 'K-8'],
  ['performance_area', "O'Brien; drop", "O'Brien; drop", 'K-8'],
  ['school', '600301', 'Elementary 1', 'Elementary'],
  ['school', '600302', 'Elementary 2', 'Elementary'],
  ['school', '600303', 'Unassigned', 'Unassigned'],
] as const;
const codes = (...wanted: readonly string[]) => wanted.toSorted();
const EVERY_CODE = codes(...ORGANISATIONS.map(([, code]) => code));

const GRANTS: readonly Grant[] = [
  grantOf({ principal: 'district', scope_kind: 'district', scope_code: '600LEA', detail: 'student_rows' }),
  grantOf({ principal: 'area' }),
  grantOf({ principal: 'area.alone', sees_district_totals: false }),
  grantOf({ principal: 'group', scope_kind: 'area_group', scope_code: 'Elementary' }),
  grantOf({ principal: 'school', scope_kind: 'school', scope_code: '600301', detail: 'student_rows' }),
  grantOf({
    principal: 'board',
    scope_kind: 'district',
    scope_code: '600LEA',
    detail: 'suppressed_aggregates',
  }),
  grantOf({ principal: 'two', scope_code: 'K-8 1' }),
  grantOf({ principal: 'two', scope_kind: 'school', scope_code: '600303' }),
  grantOf({ principal: 'quoted', scope_code: "O'Brien; drop", sees_district_totals: false }),
  grantOf({ principal: 'ended', to_date: '2025-08-31' }),
  grantOf({ principal: 'all', scope_code: 'All' }),
  grantOf({ principal: 'injected', scope_code: "Elementary 1' or '1' = '1" }),
  grantOf({ principal: 'аrea', scope_kind: 'district', scope_code: '600LEA' }),
  grantOf({ principal: '.*', scope_kind: 'district', scope_code: '600LEA' }),
  grantOf({ principal: `x'; drop table fct_measure; --`, scope_kind: 'district', scope_code: '600LEA' }),
  grantOf({ principal: 'x'.repeat(10_000), scope_code: 'x'.repeat(10_000) }),
  grantOf({ principal: 'y'.repeat(10_000), scope_kind: 'district', scope_code: '600LEA' }),
];

let folder: string;
let trino: RunningTrino;
let rules: string;

/** Whole or not there, so that Trino never reads half a file. */
async function writeRules(grants: readonly Grant[]): Promise<void> {
  const principals = new Set(grants.map(({ principal }) => principal));
  const accesses = [...principals].map((principal) => accessOf(principal, TODAY, grants, SCOPES, MODELS));
  await writeFile(`${rules}.new`, JSON.stringify(trinoRules(accesses, PLACE)));
  await rename(`${rules}.new`, rules);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readers-'));
  rules = join(folder, 'rules.json');
  await writeRules([]);
  trino = await startTrino({ folder: join(folder, 'workspace'), rules, heap: '1500M' });
  const engine = await openTrino({ url: trino.url });
  for (const { name, columns, key, access, layer } of MODELS) {
    if (layer !== 'curated') continue;
    await engine.ensureCurated(name, columns);
    if (access?.rows !== 'by_area') continue;
    await engine.loadTable(`new_${name}`, columns, ORGANISATIONS.map(rowOf));
    await engine.publish({ table: name, columns, key, candidate: `new_${name}`, publishId: 1 });
  }
  await engine.ensureCurated(PUBLISHES, PUBLISHES_COLUMNS);
  await engine.append(PUBLISHES, PUBLISHES_COLUMNS, [
    { publish_id: 1n, started_at: null, published_at: null, fingerprint: 'one' },
  ]);
  await writeRules(GRANTS);
  await untilOpen('district');
}, 600_000);

afterAll(async () => {
  await trino.stop();
  await rm(folder, { recursive: true, force: true });
});

function rowOf([level, code, area, group]: (typeof ORGANISATIONS)[number]): Row {
  return {
    organisation_level: level,
    organisation_code: code,
    organisation_name: code,
    performance_area: area,
    area_group: group,
    student_id: code,
    days_absent: 3,
  };
}

function as(user: string, statement: string) {
  return openSession({ url: trino.url, user, catalog: PLACE.catalog, schema: PLACE.schema }).run(statement);
}

async function seen(user: string, table: string, condition = 'true'): Promise<unknown[]> {
  const { rows } = await as(user, `select organisation_code from ${table} where ${condition}`);
  return rows.map(([code]) => code).toSorted();
}

async function refusal(user: string, statement: string): Promise<string> {
  const outcome = await as(user, statement).then(
    ({ rows }) => `answered with ${rows.length} rows`,
    (error: Error) => error.message,
  );
  return outcome;
}

async function untilOpen(user: string): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  let answer = await refusal(user, 'select 1 from fct_measure');
  while (Date.now() < giveUpAt && answer.includes('PERMISSION_DENIED')) {
    await wait(250);
    answer = await refusal(user, 'select 1 from fct_measure');
  }
  expect(answer).toMatch(/^answered/);
}

describe('each kind of reader sees its rows and nothing else', () => {
  it.each([
    ['district', EVERY_CODE, EVERY_CODE],
    ['area', codes('600LEA', 'Elementary 1', '600301'), undefined],
    ['area.alone', codes('Elementary 1', '600301'), undefined],
    ['group', codes('600LEA', 'Elementary 1', 'Elementary 2', '600301', '600302'), undefined],
    ['school', codes('600LEA', '600301'), codes('600301')],
    ['two', codes('600LEA', 'K-8 1', '600303'), undefined],
    ['quoted', codes("O'Brien; drop"), undefined],
  ])('%s', async (user, figures, students) => {
    expect(await seen(user, 'fct_measure')).toEqual(figures);
    expect(await seen(user, 'dim_organisation')).toEqual(figures);
    expect(
      await seen(user, 'fct_measure', "performance_area is not null or performance_area = 'K-8 1'"),
    ).toEqual(figures);
    if (students) expect(await seen(user, 'fct_student')).toEqual(students);
    else expect(await refusal(user, 'select * from fct_student')).toMatch(/Access Denied.*PERMISSION_DENIED/);
    const { rows } = await as(user, 'select max(publish_id) from publishes');
    expect(rows).toEqual([[1]]);
  });

  it('one who is granted what is suppressed sees no figure that is not', async () => {
    expect(await seen('board', 'dim_organisation')).toEqual(EVERY_CODE);
    expect(await seen('board', 'fct_suppressed')).toEqual(EVERY_CODE);
    expect(await refusal('board', 'select * from fct_measure')).toContain('PERMISSION_DENIED');
  });

  it('the landings are for the district alone', async () => {
    expect((await as('district', 'select * from fct_landing')).rows).toEqual([]);
    expect(await refusal('area', 'select * from fct_landing')).toContain('PERMISSION_DENIED');
  });

  it('columns that tell of a person are closed without student rows', async () => {
    expect(await seen('area', 'fct_mixed')).toEqual(codes('600LEA', 'Elementary 1', '600301'));
    for (const closed of ['student_id', 'days_absent', '*', 'max(student_id)']) {
      expect(await refusal('area', `select ${closed} from fct_mixed`)).toContain('PERMISSION_DENIED');
    }
    expect(await refusal('area', 'select 1 from fct_mixed where days_absent = 3')).toContain(
      'PERMISSION_DENIED',
    );
    expect((await as('district', 'select student_id from fct_mixed')).rows).toHaveLength(8);
  });

  it('what stood before is filtered as what stands', async () => {
    const { rows } = await as(
      PLACE.publisher,
      'select cast(snapshot_id as varchar) from "fct_measure$snapshots" order by committed_at desc limit 1',
    );
    expect(await seen('area', `fct_measure for version as of ${rows[0]?.[0]}`)).toEqual(
      codes('600LEA', 'Elementary 1', '600301'),
    );
  });
});

describe('who has no grant that holds gets nothing, and the same answer', () => {
  it.each([['nobody'], ['ended'], ['all'], ['injected'], ['AREA'], ['xx'], ['a'], ['x'.repeat(100)]])(
    '%s',
    async (user) => {
      expect(await refusal(user, 'select * from fct_measure')).toBe(
        await refusal('stranger', 'select * from fct_measure'),
      );
      expect(await refusal(user, 'select * from publishes')).toContain('PERMISSION_DENIED');
      expect(await refusal(user, 'show tables from curated.tower')).toContain('PERMISSION_DENIED');
    },
  );
});

describe('a reader can do nothing but read the tables', () => {
  it.each([
    ...[
      'files',
      'snapshots',
      'history',
      'manifests',
      'partitions',
      'refs',
      'properties',
      'metadata_log_entries',
      'all_entries',
      'entries',
      'all_manifests',
    ].map((kind) => `select * from "fct_measure$${kind}"`),
    "select * from table(curated.system.table_changes('tower', 'fct_measure', 1, 2))",
    'select * from fct_student',
    "delete from fct_measure where organisation_code = '600301'",
    "update fct_measure set performance_area = 'Elementary 1'",
    'insert into publishes (publish_id) values (2)',
    'merge into fct_measure as t using fct_measure as s on t.organisation_code = s.organisation_code when matched then delete',
    'drop table fct_measure',
    'truncate table fct_measure',
    'create table mine (a integer)',
    'create table mine as select * from fct_measure',
    'create view mine as select * from fct_measure',
    'create schema curated.mine',
    'alter table fct_measure add column a integer',
    'select * from landed.tower.new_fct_student',
    'show schemas from landed',
    'select * from landed.information_schema.tables',
    'select * from system.runtime.queries',
    'select * from system.metadata.catalogs',
    "call curated.system.rollback_to_snapshot('tower', 'fct_measure', 1)",
    "call system.runtime.kill_query('20250101_000000_00000_aaaaa', 'no')",
    'grant select on fct_measure to user stranger',
  ])('%s', async (statement) => {
    expect(await refusal('area', statement)).toMatch(/denied/i);
  });

  it.each([
    ['area', 'alter table fct_measure execute optimize'],
    ['area', 'alter table dim_measure execute optimize'],
    ['area', "alter table dim_measure execute expire_snapshots(retention_threshold => '7d')"],
    ['district', 'alter table fct_measure execute remove_orphan_files'],
  ])('nor tend a table, also where its rows are all open: %s, %s', async (user, statement) => {
    expect(await refusal(user, statement)).toContain('is not supported for table with row filter');
  });

  it('and sees no table in the lists but those that are open', async () => {
    const { rows } = await as(
      'area',
      "select table_name from curated.information_schema.tables where table_schema = 'tower'",
    );
    expect(rows.flat().toSorted()).toEqual([
      'dim_measure',
      'dim_organisation',
      'dim_school_year',
      'dim_subgroup',
      'dim_window',
      'fct_measure',
      'fct_mixed',
      'fct_plan_item',
      'fct_suppressed',
      'fct_target',
      'publishes',
    ]);
    const columns = await as(
      'area',
      "select column_name from curated.information_schema.columns where table_name = 'fct_mixed'",
    );
    expect(columns.rows.flat()).not.toContain('student_id');
  });

  it('and what was tried has changed nothing', async () => {
    expect(await seen('district', 'fct_measure')).toEqual(EVERY_CODE);
  });
});

it('a grant that ends is closed as soon as the rules are written anew', async () => {
  await writeRules(GRANTS.filter(({ principal }) => principal !== 'area.alone'));
  const giveUpAt = Date.now() + 60_000;
  let answer = '';
  while (Date.now() < giveUpAt && !answer.includes('PERMISSION_DENIED')) {
    answer = await refusal('area.alone', 'select 1 from fct_measure');
    await wait(250);
  }
  expect(answer).toContain('PERMISSION_DENIED');
  expect(await seen('area', 'fct_measure')).toEqual(codes('600LEA', 'Elementary 1', '600301'));
});
