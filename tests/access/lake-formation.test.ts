import { describe, expect, it } from 'vitest';
import type { ReaderGrant } from '../../functions/access/grants.ts';
import { filtersOf } from '../../functions/access/lake-formation.ts';
import { MODELS } from './examples.ts';

const area: ReaderGrant = {
  scope_kind: 'performance_area',
  scope_code: 'Elementary 1',
  detail: 'aggregates',
  sees_district_totals: true,
};
const of = (...grants: readonly ReaderGrant[]) => filtersOf({ name: 'elementary-1', grants }, MODELS);
const on = (table: string, filters: ReturnType<typeof of>) =>
  filters.find((filter) => filter.table === table);

describe('the filters of a reader', () => {
  it('are one for each table that is open, and none for the rest', () => {
    expect(of(area).map(({ table, rowFilter }) => [table, rowFilter])).toEqual([
      ['dim_measure', undefined],
      ['dim_organisation', "performance_area in ('All', 'Elementary 1')"],
      ['dim_school_year', undefined],
      ['dim_subgroup', undefined],
      ['dim_window', undefined],
      ['fct_measure', "performance_area in ('All', 'Elementary 1')"],
      ['fct_plan_item', "performance_area in ('All', 'Elementary 1')"],
      ['fct_plan_item_suppressed', undefined],
      ['fct_target', undefined],
      ['fct_mixed', "performance_area in ('All', 'Elementary 1')"],
      ['fct_suppressed', "performance_area in ('All', 'Elementary 1')"],
      ['publishes', undefined],
    ]);
  });

  it('close personal columns, and keep those by which a reader finds one publish', () => {
    expect(on('fct_mixed', of(area))?.columns).toEqual([
      'performance_area',
      'area_group',
      'organisation_level',
      'organisation_code',
      'publish_from',
      'publish_to',
    ]);
    expect(on('fct_measure', of(area))?.columns).toBe('all');
  });

  it('have a name that changes with what they say, and only then', () => {
    const name = on('fct_measure', of(area))?.name ?? '';
    expect(name).toMatch(/^elementary-1-fct_measure-[0-9a-f]{8}$/);
    expect(on('fct_measure', of(area, area))?.name).toBe(name);
    expect(on('fct_measure', of({ ...area, sees_district_totals: false }))?.name).not.toBe(name);
    const alone = { ...area, sees_district_totals: false };
    const deeper = on('fct_mixed', of({ ...alone, detail: 'student_rows' }));
    expect(deeper).toMatchObject({ rowFilter: on('fct_mixed', of(alone))?.rowFilter, columns: 'all' });
    expect(deeper?.name).not.toBe(on('fct_mixed', of(alone))?.name);
  });

  it('are shorter than Lake Formation takes', () => {
    const schools = Array.from(
      { length: 300 },
      (_, at): ReaderGrant => ({ ...area, scope_kind: 'school', scope_code: `${600_000 + at}` }),
    );
    expect(on('fct_measure', of(...schools.slice(0, 150)))?.rowFilter?.length).toBeLessThan(2048);
    expect(on('fct_measure', of(...schools))).toBeUndefined();
  });

  it('are none without a grant', () => {
    expect(of()).toEqual([]);
  });
});

it.each([
  ['performance_area', 'All'],
  ['performance_area', 'Unassigned'],
  ['performance_area', ''],
  ['performance_area', 'a\u0000b'],
  ['area_group', 'Elementry'],
  ['school', 'All'],
] as const)('a grant that names no part of a district is refused: %s %j', (scope_kind, scope_code) => {
  expect(() => of({ ...area, scope_kind, scope_code })).toThrow(
    `reader elementary-1: "${scope_code}" cannot be granted as ${scope_kind}: name a part of the district`,
  );
});
