import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, accessOf } from '../../functions/access/access.ts';
import type { Grant } from '../../functions/access/grants.ts';
import { scopesOf } from '../../functions/access/scopes.ts';
import type { TableAccess } from '../../functions/access/tables.ts';
import { trinoRules } from '../../functions/access/trino-rules.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { PUBLISHES } from '../../functions/refresh/publishes.ts';
import { feeds, models } from '../fixture-workspace.ts';
import { LEAKING, WATCHED } from './added-models.ts';
import { grantOf, TODAY } from './examples.ts';
import { READERS } from './kinds-of-readers.ts';
import { type Leak, leaks, type World } from './matrix.ts';
import { oracleOf } from './oracle.ts';
import { plant } from './planted.ts';
import { PLACE, type PlantedTrino, startPlantedTrino } from './planted-trino.ts';
import { openList, type Way, way } from './way.ts';
import { TRINO_WAYS_BESIDE, trinoWays } from './ways-trino.ts';

const declared = [...models, WATCHED];
const every = [...declared, ...LEAKING];
const { tables, cells } = plant(every.filter(({ layer }) => layer === 'curated'));
const oracle = oracleOf(every, feeds);
const organisations = tables.find(({ model }) => model.name === 'dim_organisation')?.rows ?? [];
const scopes = scopesOf(organisations.filter(({ stands }) => stands).map(({ values }) => values));

const GRANTS: readonly Grant[] = [
  ...READERS.flatMap(({ grants }) => grants),
  grantOf({ principal: 'x'.repeat(200), scope_code: 'x'.repeat(10_000) }),
  // As long as a name may be that has landed.
  grantOf({ principal: 'y'.repeat(200), scope_kind: 'district', scope_code: '600LEA' }),
];

function accessesTo(of: readonly Model[], grants = GRANTS): Access[] {
  const principals = [...new Set(grants.map(({ principal }) => principal))];
  return principals.map((principal) => accessOf(principal, TODAY, grants, scopes, of));
}

let trino: PlantedTrino;
beforeAll(async () => {
  trino = await startPlantedTrino(tables, trinoRules(accessesTo(declared), PLACE));
}, 600_000);
afterAll(() => trino.stop());

interface Asking {
  /** @default every kind, and what they may try besides */
  readonly readers?: readonly string[];
  readonly of: readonly string[];
  readonly ways?: readonly Way[];
  readonly ask?: World['ask'];
}

async function leaksOf({ readers, of, ways = trinoWays(trino.before), ask = trino.ask }: Asking) {
  const found = await leaks({
    readers: READERS.filter(({ principal }) => readers?.includes(principal) ?? true),
    tables: tables.filter(({ model }) => of.includes(model.name)),
    cells,
    oracle,
    ways,
    waysBeside: readers ? [] : TRINO_WAYS_BESIDE,
    ask,
  });
  return found.map(told);
}

const told = ({ principal, table, way, tells }: Leak) => `${principal} · ${table} · ${way} · ${tells}`;

it('every kind of reader sees of every curated table, by every way in, exactly what is theirs', async () => {
  expect(await leaksOf({ of: [...declared.map(({ name }) => name), PUBLISHES] })).toEqual([]);
}, 900_000);

it('how many rows were read is told, hidden ones too, and nothing of what they say', async () => {
  const analyze = way(
    'analyze',
    'nothing hidden',
    (name, asked) => `explain analyze select ${openList(asked)} from ${name}`,
  );
  const readers = ['superintendent.0'];
  expect(await leaksOf({ readers, of: ['fct_measure'], ways: [analyze] })).toEqual([]);
  const work = await trino.ask('superintendent.0', 'explain analyze select numerator from fct_measure');
  expect(JSON.stringify(work)).toMatch(/Estimates: \{rows: \? .*Input: \d+ rows/);
});

describe('a reader can do nothing but read', () => {
  it.each([
    "delete from fct_measure where organisation_code = '600100'",
    "update fct_measure set performance_area = 'Elementary 1'",
    'insert into publishes (publish_id) values (3)',
    'merge into fct_measure as t using fct_measure as s on t.organisation_code = s.organisation_code when matched then delete',
    'drop table fct_measure',
    'truncate table fct_measure',
    'create table mine (a integer)',
    'create table landed.tower.mine as select * from fct_measure',
    'alter table fct_measure add column a integer',
    'analyze fct_measure',
    'comment on table fct_measure is null',
    'grant select on fct_measure to user stranger',
  ])('%s', async (statement) => {
    expect(await trino.refusal('superintendent.0', statement)).toMatch(/denied/i);
  });

  it.each([
    ['superintendent.0', 'alter table fct_measure execute optimize'],
    ['superintendent.0', 'alter table dim_measure execute optimize'],
    ['superintendent.0', "alter table dim_measure execute expire_snapshots(retention_threshold => '7d')"],
    ['leader.students', 'alter table fct_measure execute remove_orphan_files'],
  ])('nor tend a table, also where its rows are all open: %s, %s', async (user, statement) => {
    expect(await trino.refusal(user, statement)).toContain('is not supported for table with row filter');
  });

  it('and sees no table and no column in the lists but those that are open', async () => {
    const names = async (select: string) => {
      const answer = await trino.ask('area.suppressed', `${select} where table_schema = 'tower'`);
      return answer === 'refused' ? answer : answer.flat().toSorted();
    };
    expect(await names('select table_name from information_schema.tables')).toEqual([
      'dim_measure',
      'dim_organisation',
      'dim_school_year',
      'dim_subgroup',
      'dim_window',
      'fct_measure_suppressed',
      'fct_plan_item_suppressed',
      'fct_target',
      'publishes',
    ]);
    expect(await names('select distinct column_name from information_schema.columns')).not.toContain(
      'student_id',
    );
  });
});

it.each([['nobody'], ['ended'], ['LEADER'], ['leaderx'], ['superintendentx0'], ['xx'], ['x'.repeat(100)]])(
  'who has no grant that holds gets the answer of one who was never heard of: %s',
  async (user) => {
    for (const statement of [
      'select * from fct_measure',
      'select * from publishes',
      'show tables from tower',
    ])
      expect(await trino.refusal(user, statement)).toBe(await trino.refusal('stranger', statement));
    expect(await trino.refusal(user, 'select * from publishes')).toContain('PERMISSION_DENIED');
  },
);

describe('a leak makes the matrix fail', () => {
  let found: readonly string[];

  beforeAll(async () => {
    const statement = 'select 1 from fct_unplaced';
    await trino.write(brokenRules(), { principal: 'superintendent.0', statement, isAnswered: true });
    found = await leaksOf({
      readers: ['leader', ...[0, 1, 2, 3].map((at) => `superintendent.${at}`)],
      of: ['fct_measure', 'dim_organisation', 'fct_unplaced', 'fct_named'],
      ask: (principal, asked) => {
        const isUnfiltered = principal === 'superintendent.3' && asked.includes('for version as of');
        return trino.ask(isUnfiltered ? PLACE.publisher : principal, asked);
      },
    });
  }, 300_000);

  function brokenRules(): ReturnType<typeof trinoRules> {
    const withoutFilter = (table: TableAccess): TableAccess =>
      table.outcome === 'open' && table.table === 'fct_measure' ? { ...table, filter: 'all rows' } : table;
    const accesses = accessesTo(every).map((access) =>
      access.principal === 'superintendent.1'
        ? { ...access, tables: access.tables.map(withoutFilter) }
        : access,
    );
    const written = trinoRules(accesses, PLACE);
    const { catalog, schema } = PLACE;
    const files = { user: 'superintendent.0', catalog, schema, table: 'dim_organisation\\$files' };
    return { ...written, tables: [{ ...files, privileges: ['SELECT'], filter: 'true' }, ...written.tables] };
  }

  it.each([
    ['a table without the area', 'superintendent.0 · fct_unplaced · count · 28 rows instead of 9'],
    ['a forgotten filter', 'superintendent.1 · fct_measure · select · fct_measure.numerator of 600104'],
    ['a metadata table', 'superintendent.0 · dim_organisation · $files · an answer'],
    [
      'a metadata table, and what it tells',
      'superintendent.0 · dim_organisation · $files · dim_organisation.organisation_name of 600109',
    ],
    ['an old snapshot', 'superintendent.3 · fct_measure · snapshot before · 14 rows instead of 3'],
    ['an identifier declared plain', 'leader · fct_named · closed columns · an answer'],
  ])('%s', (_, leak) => {
    expect(found).toContain(leak);
  });

  it('and what is not broken does not', () => {
    const of = (reader: string, table: string) =>
      found.filter((leak) => leak.startsWith(`${reader} · ${table} `));
    expect(of('superintendent.2', 'fct_measure')).toEqual([]);
    expect(of('superintendent.0', 'fct_measure')).toEqual([]);
  });

  it('a grant that ends is closed as soon as the rules are written anew', async () => {
    const left = GRANTS.filter(({ principal }) => principal !== 'superintendent.0');
    const statement = 'select 1 from fct_measure';
    const rules = trinoRules(accessesTo(declared, left), PLACE);
    await trino.write(rules, { principal: 'superintendent.0', statement, isAnswered: false });
    expect(await leaksOf({ readers: ['superintendent.1'], of: ['fct_measure'] })).toEqual([]);
  });
});
