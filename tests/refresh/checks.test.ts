import { describe, expect, it } from 'vitest';
import type { Feed } from '../../feeds/contract/feed.ts';
import { inOrder } from '../../functions/refresh/order.ts';
import { csv, feeds, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';
import { modelsWithoutIndicators } from './model-folder.ts';

const THINGS = `-- One row per thing.
-- Key: thing_id.
select thing_id, color, weight
from (values (1, 'red', 10), (2, 'red', 20), (3, null, null), (4, 'blue', -1)) as thing (thing_id, color, weight)
`;

const PLAN_ITEMS =
  'item_code,kind,parent_code,same_as,label,statement,sort_order,unit,direction,baseline,target,start_date,due_date,source';
const PLAN_READINGS = 'item_code,reading_date,reading,reported_by,note';
const TARGETS = 'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source';

/** One model of four things, with these tests of its column and of itself. */
const things = (colorTests: string, modelTests = '[]', select = THINGS) =>
  modelsWithoutIndicators({
    'metrics/met_things.sql': select,
    'metrics/metrics.yml': `version: 2
models:
  - name: met_things
    columns:
      - { name: thing_id, data_type: integer, description: The thing. }
      - { name: color, data_type: varchar, description: Its color., data_tests: ${colorTests} }
      - { name: weight, data_type: integer, description: Its weight. }
    data_tests: ${modelTests}
`,
  });

const RELATED = 'relationships: { to: dim_colors, field: color }';
const COLORS = (...colors: readonly string[]) => ({
  'curated/dim_colors.sql': `-- One row per color.\n-- Key: color.\nselect color from (values ${colors.map((color) => `('${color}')`).join(', ')}) as known (color)\n`,
  'curated/curated.yml': `version: 2
models:
  - name: dim_colors
    config: { meta: { access: { rows: everyone, detail: aggregates } } }
    columns:
      - { name: color, data_type: varchar, description: The color. }
`,
});

async function relatedTo(...colors: readonly string[]) {
  const [thing] = await things(`[{ ${RELATED} }]`);
  const [color] = await modelsWithoutIndicators(COLORS(...colors));
  if (!thing || !color) throw new Error('a model is missing');
  return [thing, color];
}

describe('a check', () => {
  it.each([
    ['not_null', '[not_null]', '[]', 'not_null color', 1, ['thing_id = 3']],
    ['unique, by its value', '[unique]', '[]', 'unique color', 1, ['color = red']],
    [
      'accepted_values, which a null breaks not',
      '[accepted_values: { values: [red] }]',
      '[]',
      'accepted_values color',
      1,
      ['thing_id = 4'],
    ],
    [
      'expression_is_true, which a null breaks not',
      '[]',
      '[expression_is_true: { expression: "weight > 10" }]',
      'expression_is_true weight > 10',
      2,
      ['thing_id = 1', 'thing_id = 4'],
    ],
    [
      'unique_combination_of_columns',
      '[]',
      '[unique_combination_of_columns: { combination_of_columns: [color] }]',
      'unique color',
      1,
      ['color = red'],
    ],
  ])('%s counts the rows that break it and shows them', async (_, column, model, check, rows, examples) => {
    const test = await testWorkspace();
    const result = await test.refresh({ models: await things(column, model) });
    expect(result).toMatchObject({
      outcome: 'refused',
      publishId: undefined,
      broken: [{ model: 'met_things', check, severity: 'error', rows, examples }],
    });
  });

  it('of the key comes with the model', async () => {
    const twice = THINGS.replace('(4,', '(1,').replace('(3,', '(null,');
    const test = await testWorkspace();
    expect(await test.refresh({ models: await things('[]', '[]', twice) })).toMatchObject({
      broken: [
        { check: 'not_null thing_id', rows: 1, examples: ['thing_id = null'] },
        { check: 'unique thing_id', rows: 1, examples: ['thing_id = 1'] },
      ],
    });
  });

  it('shows five rows and counts them all; with an error, warnings are told too', async () => {
    const many = `${THINGS.split('from')[0]}from (values ${Array.from({ length: 9 }, (_, at) => `(${at}, 'red', 1)`)}) as thing (thing_id, color, weight)\n`;
    const heavy = '[expression_is_true: { expression: "weight > 5", config: { severity: warn } }]';
    const test = await testWorkspace();
    const result = await test.refresh({
      models: await things('[accepted_values: { values: [blue] }]', heavy, many),
    });
    if (result.outcome !== 'refused') throw new Error(result.outcome);
    expect(result.broken.map(({ severity, rows, examples }) => [severity, rows, examples.length])).toEqual([
      ['error', 9, 5],
      ['warn', 9, 5],
    ]);
  });

  it('may look at a model that comes after its own', async () => {
    const test = await testWorkspace();
    expect(await test.refresh({ models: await relatedTo('red') })).toMatchObject({
      outcome: 'refused',
      broken: [{ check: 'relationships color -> dim_colors.color', rows: 1, examples: ['color = blue'] }],
    });
    // What it looks at is what was computed now, not what an earlier run left.
    expect(await test.refresh({ models: await relatedTo('red', 'blue') })).toMatchObject({
      outcome: 'published',
      warnings: [],
    });
  });

  it('of a model that there is not is refused before anything is computed, with what was meant', async () => {
    const [thing] = await things('[relationships: { to: dim_color, field: color }]');
    const [, color] = await relatedTo('red');
    if (!thing || !color) throw new Error('a model is missing');
    expect(() => inOrder([thing, color], new Set())).toThrow(
      'sql/metrics/met_things.sql: check "relationships color -> dim_color.color" refers to "dim_color", which is no model and no feed; did you mean "dim_colors"?',
    );
  });

  it('that cannot be run is an error of the model that asks for it', async () => {
    const test = await testWorkspace();
    const wrong = await things('[]', '[expression_is_true: { expression: "height > 0" }]');
    await expect(test.refresh({ models: wrong })).rejects.toThrow(
      /^sql\/metrics\/met_things.sql: a check cannot be run: duckdb: .*height/s,
    );
  });
});

describe('of what has landed, a reference that leads nowhere is a warning', () => {
  it('when what it named is gone since', async () => {
    const item = (code: string) => `${code},pillar,,,,A statement,1,,,,,,,test`;
    const test = await testWorkspace();
    await test.landFile('plan_1.csv', csv(PLAN_ITEMS, item('one'), item('two')));
    await test.landFile('readings.csv', csv(PLAN_READINGS, 'one,2025-01-31,5,Strategy,'));
    expect(await test.refresh()).toMatchObject({ outcome: 'published', warnings: [] });
    await test.landFile('plan_2.csv', csv(PLAN_ITEMS, item('three'), item('two')));
    expect(await test.refresh()).toMatchObject({
      outcome: 'published',
      warnings: [
        {
          model: 'stg_plan_readings',
          check: 'relationships item_code -> stg_plan_items.item_code',
          examples: ['item_code = one'],
        },
      ],
    });
  });

  it('when a target is for an organisation or a subgroup that there is not', async () => {
    const test = await testWorkspace();
    await test.landPath('samples/plan/plan_items.csv');
    await test.landPath('samples/measures/measures.csv');
    const targets = ['600LEA,ALL', '600LEA,BLACK', 'Elementary 9,ALL'].map(
      (whose) => `math_1_ccr,2025,${whose},target,37,2024-07-01,test`,
    );
    await test.landFile('targets.csv', csv(TARGETS, ...targets));
    expect(await test.refresh()).toMatchObject({
      outcome: 'published',
      warnings: [
        { model: 'fct_target', examples: ['organisation_code = Elementary 9'] },
        { model: 'fct_target', examples: ['subgroup_code = BLACK'] },
      ],
    });
  });

  it('and is shown without what tells a student', async () => {
    const students = feeds.get('students');
    if (!students) throw new Error('no students');
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    await test.landFile('students.csv', csv(STUDENTS, student(1234567890)));
    const odd: Feed = { ...students, references: { student_id: 'schools' } };
    const result = await test.refresh({ models: [], feeds: new Map(feeds).set('students', odd) });
    expect(result).toMatchObject({
      warnings: [{ model: 'stg_students', examples: ['student_id = (hidden)'] }],
    });
    expect(JSON.stringify(result)).not.toContain('1234567890');
  });
});
