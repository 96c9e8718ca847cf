import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { columnOrigins, traceColumns, traceRelations } from '../../functions/refresh/lineage.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { readMeasures } from '../../local/dictionary/measures.ts';
import { givenRelations, renderDictionary } from '../../local/dictionary/render.ts';
import { feeds, models } from '../fixture-workspace.ts';

const given = givenRelations(feeds);
const trace = traceColumns(models, given);
const words = (model: string, column: string) =>
  trace(model, column)
    .map((origin) => `${origin.relation}.${origin.column}`)
    .sort();

it('a figure is traced through every step to the fields that it is made of', () => {
  expect(words('fct_measure', 'numerator')).toEqual(
    expect.arrayContaining([
      'stg_assessment_results.*',
      'stg_assessment_results.level',
      'stg_attendance.*',
      'stg_attendance.status',
      'stg_published_results.*',
      'stg_published_results.num_tested',
      'stg_published_results.pct_ccr',
    ]),
  );
  expect(words('fct_measure', 'denominator')).toEqual(
    expect.arrayContaining([
      'stg_assessment_results.*',
      'stg_attendance.*',
      'stg_measures.kind',
      'stg_published_results.num_tested',
    ]),
  );
  expect(words('stg_student_attendance', 'days_absent')).toEqual([
    'stg_attendance.*',
    'stg_attendance.status',
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

it('a model depends on every feed that is joined or filtered by on the way to it', () => {
  expect(traceRelations(models, given)('ind_chronic_absence')).toEqual([
    'stg_attendance',
    'stg_performance_area_assignments',
    'stg_enrollments',
  ]);
  expect(traceRelations(models, given)('dim_window')).toEqual([]);
});

it('a column made of an identifier is declared one, so that no message shows its values', () => {
  const made = models.flatMap((model) =>
    model.columns
      .filter(({ name }) => trace(model.name, name).some(({ column }) => column === 'student_id'))
      .map(({ name, sensitivity }) => `${model.name}.${name}: ${sensitivity}`),
  );
  expect(made).toContain('ind_reading_ccr.student_id: identifier');
  expect(made.filter((column) => !column.endsWith(': identifier'))).toEqual([
    // How many there are, which names nobody.
    'met_measure_counts.students: plain',
  ]);
});

/** What the columns of a model of this text are made of, when it reads stg_a (x, y) and stg_b (x, w). */
function found(sql: string, ...names: readonly string[]) {
  const columns = names.map((name) => ({
    name,
    type: 'varchar' as const,
    description: '',
    sensitivity: 'plain' as const,
  }));
  const relations = new Map([
    ['stg_a', new Set(['x', 'y'])],
    ['stg_b', new Set(['x', 'w'])],
  ]);
  const origins = columnOrigins({ ...(models[0] as Model), name: 'met_x', sql, columns }, relations);
  return names.map((name) =>
    origins
      .get(name)
      ?.map(({ relation, column }) => `${relation}.${column}`)
      .join(' '),
  );
}

it('unions, subqueries and passed on columns are followed', () => {
  const sql = `with one as (select * from stg_a), both as (
      select one.x, one.y as z from one union all select named.x, named.x as z from (select stg_b.x from stg_b) as named
    ), more as (select both.*, 'w' as w from both)
    select more.x, more.z, more.w from more`;
  expect(found(sql, 'x', 'z', 'w')).toEqual(['stg_a.x stg_b.x', 'stg_a.y stg_b.x', '']);
});

it('a column written without its relation is found where one has that name', () => {
  const sql = `with one as (select * from stg_a), two as (select w, 'a' as date from stg_b)
    select upper(y) as z, cast(w as date) as w, x from one cross join two`;
  expect(found(sql, 'z', 'w', 'x')).toEqual(['stg_a.y', 'stg_b.w', 'stg_a.x']);
});

it('counted rows and a number for each row come from the rows that the select begins from', () => {
  const sql = `with one as (select stg_a.x, 1 as n from stg_a left join stg_b on stg_a.x = stg_b.x)
    select sum(one.n) as n, count(*) as m, count(one.x) as k, 'a' as j from one`;
  expect(found(sql, 'n', 'm', 'k', 'j')).toEqual(['stg_a.*', 'stg_a.*', 'stg_a.x', '']);
});

it('the data dictionary is that of the feeds, models and measures as they are (npm run dictionary)', async () => {
  expect(await readFile('docs/dictionary.md', 'utf8')).toBe(
    renderDictionary(feeds, models, await readMeasures()),
  );
});
