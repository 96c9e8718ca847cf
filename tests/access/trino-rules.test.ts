import { expect, it } from 'vitest';
import { accessOf } from '../../functions/access/access.ts';
import type { Grant } from '../../functions/access/grants.ts';
import { trinoRules } from '../../functions/access/trino-rules.ts';
import { grantOf, MODELS, SCOPES, TODAY } from './examples.ts';

const PLACE = { publisher: 'control-tower', catalog: 'curated', schema: 'tower' };
const rulesFor = (...grants: readonly Grant[]) =>
  trinoRules(
    grants.map(({ principal }) => accessOf(principal, TODAY, grants, SCOPES, MODELS)),
    PLACE,
  );

it('a reader may select from each table that is open, through its filter, without its closed columns', () => {
  const { tables } = rulesFor(grantOf({ principal: 'ann' }));
  expect(tables).toContainEqual({
    user: 'ann',
    catalog: 'curated',
    schema: 'tower',
    table: 'fct_mixed',
    privileges: ['SELECT'],
    filter: "performance_area in ('All', 'Elementary 1')",
    columns: [
      { name: 'student_id', allow: false },
      { name: 'days_absent', allow: false },
    ],
  });
  expect(tables.filter((rule) => 'user' in rule && rule.user === 'ann')).toHaveLength(12);
});

it('every list of rules ends with one that refuses all others', () => {
  const { catalogs, schemas, tables, functions, procedures, ...settings } = rulesFor(grantOf());
  expect([catalogs, schemas, tables, functions, procedures].map((rules) => rules.at(-1))).toEqual([
    { allow: 'none' },
    { owner: false },
    { privileges: [] },
    { privileges: [] },
    { privileges: [] },
  ]);
  expect([settings.catalog_session_properties, settings.system_session_properties]).toEqual([
    [{ user: 'control-tower', allow: true }, { allow: false }],
    [{ user: 'control-tower', allow: true }, { allow: false }],
  ]);
});

it('a reader without a grant that holds is in no rule', () => {
  expect(rulesFor(grantOf({ to_date: '2025-08-31' }))).toEqual(rulesFor());
});

it.each(['.*', 'a.b@example.org', 'ann|bob', '(ann', 'a\\Qb', '[a-z]+', '^ann$', 'x'.repeat(10_000)])(
  'a name that is an expression fits itself alone: %.20s',
  (principal) => {
    const [, reader] = rulesFor(grantOf({ principal })).catalogs;
    const user = new RegExp(`^(?:${reader && 'user' in reader ? reader.user : ''})$`, 'u');
    expect(
      [principal, 'ann', 'bob', 'control-tower', 'axb@example.org'].filter((name) => user.test(name)),
    ).toEqual([principal]);
  },
);
