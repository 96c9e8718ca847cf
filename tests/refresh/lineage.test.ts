import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { columnOrigins, traceColumns } from '../../functions/refresh/lineage.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { renderDictionary } from '../../local/dictionary/render.ts';
import { feeds, models } from '../fixture-workspace.ts';

const given = new Set(['landings', ...[...feeds.keys()].map((name) => `stg_${name}`)]);
const trace = traceColumns(models, given);
const words = (model: string, column: string) =>
  trace(model, column)
    .map((origin) => `${origin.relation}.${origin.column}`)
    .sort();

it('a figure is traced through every step to the fields that it is made of', () => {
  expect(words('fct_measure', 'numerator')).toEqual([
    'stg_assessment_results.level',
    'stg_attendance.status',
    'stg_published_results.num_tested',
    'stg_published_results.pct_ccr',
  ]);
  expect(words('fct_measure', 'target_milli')).toEqual(['stg_targets.target']);
  expect(words('fct_plan_item', 'department_name')).toEqual([
    'stg_plan_items.kind',
    'stg_plan_items.statement',
  ]);
});

it('a column that no field is behind comes from the rule itself', () => {
  expect(words('fct_measure', 'organisation_level')).toEqual([]);
});

it('unions, subqueries and passed on columns are followed', () => {
  const sql = `with one as (select * from stg_a), both as (
      select one.x, one.y as z from one union all select named.x, named.x as z from (select stg_b.x from stg_b) as named
    ), more as (select both.*, 1 as w from both)
    select more.x, more.z, more.w from more`;
  const columns = ['x', 'z', 'w'].map((name) => ({
    name,
    type: 'varchar' as const,
    description: '',
    sensitivity: 'plain' as const,
  }));
  const model = { ...(models[0] as Model), name: 'met_x', sql, columns };
  const origins = columnOrigins(model);
  const found = (column: string) =>
    origins.get(column)?.map((origin) => `${origin.relation}.${origin.column}`);
  expect(found('x')).toEqual(['stg_a.x', 'stg_b.x']);
  expect(found('z')).toEqual(['stg_a.y', 'stg_b.x']);
  expect(found('w')).toEqual([]);
});

it('the data dictionary is that of the feeds and models as they are (npm run dictionary)', async () => {
  expect(await readFile('docs/dictionary.md', 'utf8')).toBe(renderDictionary(feeds, models));
});
