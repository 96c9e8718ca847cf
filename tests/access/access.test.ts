import { describe, expect, it } from 'vitest';
import { accessGrants } from '../../feeds/access-grants.ts';
import { accessOf } from '../../functions/access/access.ts';
import { type Grant, grant } from '../../functions/access/grants.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { grantOf, MODELS, SCOPES, TODAY } from './examples.ts';

const ANN = 'ann@example.org';
const see = (...grants: readonly Grant[]) => accessOf(ANN, TODAY, grants, SCOPES, MODELS);

/** Table to its filter, for the tables that are open. */
const opened = (...grants: readonly Grant[]) =>
  Object.fromEntries(
    see(...grants).tables.flatMap((table) => (table.outcome === 'open' ? [[table.table, table.filter]] : [])),
  );

/** What every reader sees whole. */
const SHARED = {
  dim_measure: 'all rows',
  dim_school_year: 'all rows',
  dim_subgroup: 'all rows',
  dim_window: 'all rows',
  fct_plan_item_suppressed: 'all rows',
  fct_target: 'all rows',
  publishes: 'all rows',
};

it('a grant has the fields of the feed access_grants, and takes what the feed takes', () => {
  expect(Object.keys(grant.shape)).toEqual(accessGrants.fields.map(({ name }) => name));
  expect(grant.shape.scope_kind.options).toEqual(
    (accessGrants.contract.shape.scope_kind as typeof grant.shape.scope_kind).options,
  );
  expect(grant.shape.detail.options.toSorted()).toEqual(
    (accessGrants.contract.shape.detail as typeof grant.shape.detail).options.toSorted(),
  );
});

describe('a reader sees the rows of the part of the district that is granted', () => {
  it.each([
    ['an area, and the district beside it', {}, "performance_area in ('All', 'Elementary 1')"],
    ['an area alone', { sees_district_totals: false }, "performance_area = 'Elementary 1'"],
    [
      'a group',
      { scope_kind: 'area_group', scope_code: 'K-8' },
      "(performance_area = 'All') or (area_group = 'K-8')",
    ],
    [
      'a group alone',
      { scope_kind: 'area_group', scope_code: 'K-8', sees_district_totals: false },
      "area_group = 'K-8'",
    ],
    [
      'a school',
      { scope_kind: 'school', scope_code: '600301' },
      "(performance_area = 'All') or (organisation_level = 'school' and organisation_code = '600301')",
    ],
    [
      'a school alone',
      { scope_kind: 'school', scope_code: '600301', sees_district_totals: false },
      "organisation_level = 'school' and organisation_code = '600301'",
    ],
    [
      'an area whose name is text of SQL',
      { scope_code: "O'Brien; drop", sees_district_totals: false },
      "performance_area = 'O''Brien; drop'",
    ],
  ] satisfies [string, Partial<Grant>, string][])('%s', (_, changes, filter) => {
    expect(opened(grantOf(changes))).toEqual({
      ...SHARED,
      dim_organisation: filter,
      fct_measure: filter,
      fct_plan_item: filter,
      fct_mixed: filter,
      fct_suppressed: filter,
    });
  });

  it('the district: everything, what has landed too', () => {
    expect(
      opened(grantOf({ scope_kind: 'district', scope_code: '600LEA', sees_district_totals: false })),
    ).toEqual({
      ...SHARED,
      dim_organisation: 'all rows',
      fct_landing: 'all rows',
      fct_measure: 'all rows',
      fct_plan_item: 'all rows',
      fct_mixed: 'all rows',
      fct_suppressed: 'all rows',
    });
  });
});

describe('a reader sees no deeper than is granted', () => {
  it('with small groups hidden: no table but those in which they are', () => {
    const filter = "performance_area in ('All', 'Elementary 1')";
    expect(opened(grantOf({ detail: 'suppressed_aggregates' }))).toEqual({
      ...SHARED,
      dim_organisation: filter,
      fct_suppressed: filter,
    });
  });

  it('rows of students: those of the part alone, never with the district, and their columns', () => {
    const access = see(grantOf({ detail: 'student_rows' }));
    expect(access.tables.find(({ table }) => table === 'fct_student')).toMatchObject({
      outcome: 'open',
      filter: "performance_area = 'Elementary 1'",
      columns: expect.arrayContaining(['student_id', 'days_absent']),
      closedColumns: [],
    });
  });

  it('aggregates: no column that tells of a person', () => {
    expect(see(grantOf()).tables.find(({ table }) => table === 'fct_mixed')).toMatchObject({
      columns: ['performance_area', 'area_group', 'organisation_level', 'organisation_code'],
      closedColumns: ['student_id', 'days_absent'],
    });
  });

  it('a grant of student rows for one school opens no personal column in the rows of the area', () => {
    const school = grantOf({ scope_kind: 'school', scope_code: '600301', detail: 'student_rows' });
    const tables = see(grantOf(), school).tables;
    expect(tables.find(({ table }) => table === 'fct_mixed')).toMatchObject({
      closedColumns: ['student_id', 'days_absent'],
    });
    expect(tables.find(({ table }) => table === 'fct_student')).toMatchObject({
      filter: "organisation_level = 'school' and organisation_code = '600301'",
    });
  });
});

describe('columns that tell of a person, in a table with totals of the district', () => {
  const closedIn = (table: string, ...grants: readonly Grant[]) => {
    const access = see(...grants).tables.find((each) => each.table === table);
    return access?.outcome === 'open' ? access.closedColumns : undefined;
  };
  const deep = (changes: Partial<Grant>) => grantOf({ detail: 'student_rows', ...changes });

  it('are closed to one whose student rows are of a part, and who sees the totals beside', () => {
    expect(closedIn('fct_mixed', deep({}))).toEqual(['student_id', 'days_absent']);
    expect(closedIn('fct_mixed', deep({ scope_kind: 'school', scope_code: '600301' }))).toHaveLength(2);
  });

  it('are open where every row is of the part, or of the district and granted', () => {
    expect(closedIn('fct_mixed', deep({ sees_district_totals: false }))).toEqual([]);
    expect(closedIn('fct_mixed', deep({ scope_kind: 'district', scope_code: '600LEA' }))).toEqual([]);
  });

  it('are closed to one of a part where everyone sees all rows', () => {
    const shared = MODELS.map(
      (model): Model =>
        model.name === 'fct_mixed' ? { ...model, access: { rows: 'everyone', detail: 'aggregates' } } : model,
    );
    const { tables } = accessOf(ANN, TODAY, [deep({ sees_district_totals: false })], SCOPES, shared);
    expect(tables.find(({ table }) => table === 'fct_mixed')).toMatchObject({
      filter: 'all rows',
      closedColumns: ['student_id', 'days_absent'],
    });
  });
});

describe('several grants of one reader', () => {
  it('open together what each opens', () => {
    const filter = opened(
      grantOf({ sees_district_totals: false }),
      grantOf({ scope_code: 'Elementary 2', sees_district_totals: false }),
      grantOf({ scope_code: 'Elementary 2', sees_district_totals: false, from_date: '2025-08-01' }),
      grantOf({ scope_kind: 'school', scope_code: '600303', sees_district_totals: true }),
    ).fct_measure;
    expect(filter).toBe(
      "(performance_area in ('All', 'Elementary 1', 'Elementary 2')) or (organisation_level = 'school' and organisation_code = '600303')",
    );
  });

  it('one for the district is all', () => {
    expect(opened(grantOf(), grantOf({ scope_kind: 'district', scope_code: '600LEA' })).fct_measure).toBe(
      'all rows',
    );
  });

  it('each opens only the tables for which it is deep enough', () => {
    expect(
      opened(
        grantOf(),
        grantOf({ scope_kind: 'district', scope_code: '600LEA', detail: 'suppressed_aggregates' }),
      ),
    ).toEqual({
      ...SHARED,
      dim_organisation: 'all rows',
      fct_measure: "performance_area in ('All', 'Elementary 1')",
      fct_plan_item: "performance_area in ('All', 'Elementary 1')",
      fct_mixed: "performance_area in ('All', 'Elementary 1')",
      fct_suppressed: 'all rows',
    });
  });

  it('so many that no filter can say them close the table, and say why', () => {
    const codes = Array.from({ length: 300 }, (_, at) => `600${String(at + 100)}`);
    const grants = codes.map((scope_code) => grantOf({ scope_kind: 'school', scope_code }));
    const access = accessOf(ANN, TODAY, grants, { ...SCOPES, school: new Set(codes) }, MODELS);
    expect(access.tables.find(({ table }) => table === 'fct_measure')).toEqual({
      outcome: 'closed',
      table: 'fct_measure',
      reason: 'the filter would be longer than 2047 characters: grant an area or a group instead',
    });
  });
});

describe('who has no grant that holds sees nothing, and the same nothing', () => {
  const nothing = see();

  it('every table is closed', () => {
    expect(nothing.tables.length).toBeGreaterThan(10);
    expect(new Set(nothing.tables.map((table) => JSON.stringify({ ...table, table: '' })))).toEqual(
      new Set(['{"outcome":"closed","table":"","reason":"no grant holds"}']),
    );
  });

  it.each([
    ['one of somebody else', { principal: 'bob@example.org' }],
    ['one of another letter case', { principal: 'Ann@example.org' }],
    ['one whose name only looks the same', { principal: 'аnn@example.org' }],
    ['one that has a blank behind it', { principal: 'ann@example.org ' }],
    ['one that ended yesterday', { to_date: '2025-08-31' }],
    ['one that begins tomorrow', { from_date: '2025-09-02' }],
    ['an area that there is not', { scope_code: 'Elementary 9' }],
    ['an area in another letter case', { scope_code: 'elementary 1' }],
    ['all areas', { scope_code: 'All' }],
    ['the schools without an area', { scope_code: 'Unassigned' }],
    ['an area with a name of nothing', { scope_code: '' }],
    ['an area that ends the literal', { scope_code: "Elementary 1' or '1' = '1" }],
    ['an area of 10,000 characters', { scope_code: 'x'.repeat(10_000) }],
    ['a school as an area', { scope_code: '600301' }],
    ['a school that there is not', { scope_kind: 'school', scope_code: '600399' }],
    ['an area as a school', { scope_kind: 'school', scope_code: 'Elementary 1' }],
    ['a group without an area', { scope_kind: 'area_group', scope_code: 'High' }],
    ['the group of the district itself', { scope_kind: 'area_group', scope_code: 'All' }],
    ['another district', { scope_kind: 'district', scope_code: '601LEA' }],
  ] satisfies [string, Partial<Grant>][])('%s', (_, changes) => {
    expect(see(grantOf(changes))).toEqual(nothing);
  });

  it.each(['All', 'Unassigned', 'Elementary\u00001'])(
    'a name that is nobody’s, even where an area bears it: %j',
    (scope_code) => {
      const scopes = { ...SCOPES, performance_area: new Set([scope_code]) };
      expect(accessOf(ANN, TODAY, [grantOf({ scope_code })], scopes, MODELS)).toEqual(nothing);
    },
  );

  it('a grant holds on its first day and on its last', () => {
    expect(see(grantOf({ from_date: TODAY, to_date: TODAY })).grants).toHaveLength(1);
  });
});
