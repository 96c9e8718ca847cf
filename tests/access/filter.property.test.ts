import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessOf } from '../../functions/access/access.ts';
import { DETAILS, type Grant, SCOPE_KINDS } from '../../functions/access/grants.ts';
import type { KnownScopes } from '../../functions/access/scopes.ts';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import type { Engine, Row } from '../../functions/engines/engine.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { MODELS, TODAY } from './examples.ts';

const AREAS = ['Elementary 1', "O'Brien's", 'a"b', '100%', 'x;--', 'Š 学', "\\' or 1=1"];
const GROUPS = ['Elementary', 'K-8', 'High'];
const SCHOOLS = ['600301', '600302', '600303'];
const SCOPES: KnownScopes = {
  district: new Set(['600LEA']),
  performance_area: new Set(AREAS.slice(0, -1)),
  area_group: new Set(GROUPS.slice(0, -1)),
  school: new Set(SCHOOLS.slice(0, -1)),
};

/** Every row that a table may hold: each level in each area and group, also where that makes no sense. */
const ROWS = [...AREAS, 'All', 'Unassigned', 'elementary 1', ''].flatMap((area) =>
  [...GROUPS, 'All', 'Unassigned'].flatMap((group) =>
    ['district', 'performance_area', 'school'].flatMap((level) =>
      [...SCHOOLS, '600LEA', area].map((code) => ({ area, group, level, code })),
    ),
  ),
);

const anyGrant: fc.Arbitrary<Grant> = fc
  .record({
    principal: fc.constantFrom('ann', 'ann', 'ann', 'bob'),
    scope_kind: fc.constantFrom(...SCOPE_KINDS.slice(1), ...SCOPE_KINDS),
    detail: fc.constantFrom(...DETAILS),
    sees_district_totals: fc.boolean(),
    from_date: fc.constantFrom('2025-07-01', '2025-07-01', TODAY, '2025-09-02'),
    to_date: fc.constantFrom(null, null, TODAY, '2025-08-31'),
  })
  .chain((rest) =>
    fc
      .oneof(
        { weight: 4, arbitrary: fc.constantFrom(...codesOf(rest.scope_kind)) },
        { weight: 1, arbitrary: fc.constantFrom('All', 'Unassigned', '', ...AREAS, ...SCHOOLS) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      )
      .map((scope_code) => ({ ...rest, scope_code })),
  );

function codesOf(kind: Grant['scope_kind']): readonly string[] {
  return { district: ['600LEA'], performance_area: AREAS, area_group: GROUPS, school: SCHOOLS }[kind];
}

/** Whether a grant shows a row, said in another way than the filter does. */
function shows(grant: Grant, row: (typeof ROWS)[number], table: 'fct_measure' | 'fct_student'): boolean {
  const holds = grant.principal === 'ann' && grant.from_date <= TODAY && (grant.to_date ?? TODAY) >= TODAY;
  const isDeep =
    table === 'fct_student' ? grant.detail === 'student_rows' : grant.detail !== 'suppressed_aggregates';
  if (!holds || !isDeep || !SCOPES[grant.scope_kind].has(grant.scope_code)) return false;
  const isTotal = table === 'fct_measure' && grant.sees_district_totals && row.area === 'All';
  switch (grant.scope_kind) {
    case 'district':
      return true;
    case 'performance_area':
      return isTotal || row.area === grant.scope_code;
    case 'area_group':
      return isTotal || row.group === grant.scope_code;
    case 'school':
      return isTotal || (row.level === 'school' && row.code === grant.scope_code);
  }
}

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckdb({ path: ':memory:', store: folderStore('.') });
  const names = ['performance_area', 'area_group', 'organisation_level', 'organisation_code'];
  await engine.loadTable(
    'every_row',
    [...names.map((name) => ({ name, type: 'varchar' as const })), { name: 'at', type: 'integer' }],
    ROWS.map(
      ({ area, group, level, code }, at): Row => ({
        performance_area: area,
        area_group: group,
        organisation_level: level,
        organisation_code: code,
        at,
      }),
    ),
  );
});
afterAll(() => engine.close());

async function shown(filter: string): Promise<unknown[]> {
  const where = filter === 'all rows' ? 'true' : filter;
  return (await engine.rows(`select "at" from every_row where ${where} order by "at"`)).map(({ at }) => at);
}

it('a filter shows exactly the rows that the grants show, and a closed table stands for none', async () => {
  const seen = { none: 0, some: 0, all: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyGrant, { maxLength: 6 }), async (grants) => {
      const { tables } = accessOf('ann', TODAY, grants, SCOPES, MODELS);
      for (const name of ['fct_measure', 'fct_student'] as const) {
        const access = tables.find(({ table }) => table === name);
        const expected = ROWS.flatMap((row, at) =>
          grants.some((grant) => shows(grant, row, name)) ? [at] : [],
        );
        expect(access?.outcome === 'open' ? await shown(access.filter) : []).toEqual(expected);
        seen[expected.length === 0 ? 'none' : expected.length < ROWS.length ? 'some' : 'all'] += 1;
      }
    }),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
