import { describe, expect, it } from 'vitest';
import { readModels } from '../../functions/refresh/models.ts';
import { inOrder } from '../../functions/refresh/order.ts';
import { testWorkspace } from '../fixture-workspace.ts';
import { modelsOf, modelsWithoutIndicators } from './model-folder.ts';

const COLUMN = '      - { name: thing_id, data_type: integer, description: The thing. }\n';

const properties = (name: string, type = 'integer') => `version: 2
models:
  - name: ${name}
    columns:
      - name: thing_id
        data_type: ${type}
        description: The thing.
`;

const EVERYONE = 'config: { meta: { access: { rows: everyone, detail: aggregates } } }';

const model = (from = '', select = '1 as thing_id') =>
  `-- One row per thing.\n-- Key: thing_id. Rule: none.\nselect ${select}${from}\n`;

const two = (first: string, second: string) => ({
  'metrics/met_a.sql': first,
  'metrics/met_b.sql': second,
  'metrics/metrics.yml': properties('met_a') + properties('met_b').split('\n').slice(2).join('\n'),
});

describe('models are put in order', () => {
  it('by what they refer to, whatever their names', async () => {
    const models = await modelsOf(two(model(' from met_b', 'met_b.thing_id'), model()));
    expect(inOrder(models, new Set()).map(({ name }) => name)).toEqual(['all_indicators', 'met_b', 'met_a']);
  });

  it('and a circle is named step by step', async () => {
    const models = await modelsOf(
      two(model(' from met_b', 'met_b.thing_id'), model(' from met_a', 'met_a.thing_id')),
    );
    expect(() => inOrder(models, new Set())).toThrow(
      'sql/metrics/met_a.sql: the models refer to each other in a circle: met_a -> met_b -> met_a',
    );
  });

  it('and a reference to nothing is named, with what was meant', async () => {
    const models = await modelsOf(two(model(' from met_bb', 'met_bb.thing_id'), model()));
    expect(() => inOrder(models, new Set(['stg_schools']))).toThrow(
      'sql/metrics/met_a.sql: refers to "met_bb", which is no model and no feed; did you mean "met_b"?',
    );
  });
});

describe('a model that cannot be used is refused by name', () => {
  it.each([
    [
      'without properties',
      { 'metrics/met_a.sql': model() },
      'metrics/met_a.sql: describe "met_a" in a properties file beside it',
    ],
    [
      'without saying what a row is',
      { 'metrics/met_a.sql': 'select 1 as thing_id\n', 'metrics/a.yml': properties('met_a') },
      'metrics/met_a.sql: begin with "-- One row per …"',
    ],
    [
      'with a key and no word of what a row is',
      {
        'metrics/met_a.sql': '-- Key: thing_id.\nselect 1 as thing_id\n',
        'metrics/a.yml': properties('met_a'),
      },
      'metrics/met_a.sql: begin with "-- One row per …"',
    ],
    [
      'that is described twice',
      {
        'metrics/met_a.sql': model(),
        'metrics/a.yml': properties('met_a'),
        'metrics/b.yml': properties('met_a', 'varchar'),
      },
      'metrics/b.yml: "met_a" is described a second time',
    ],
    [
      'with a column that is described twice',
      { 'metrics/met_a.sql': model(), 'metrics/a.yml': properties('met_a') + COLUMN },
      'metrics/a.yml: not a properties file that can be used: models.met_a.columns: a column is described twice',
    ],
    [
      'with a test that there is not',
      {
        'metrics/met_a.sql': model(),
        'metrics/a.yml': `${properties('met_a')}        data_tests: [not_nul]\n`,
      },
      'metrics/a.yml: not a properties file that can be used: models.met_a.columns.thing_id.data_tests.0: a test of a column is one of not_null, unique',
    ],
    [
      'whose key is no column',
      {
        'metrics/met_a.sql': model().replace('Key: thing_id', 'Key: other_id'),
        'metrics/a.yml': properties('met_a'),
      },
      'metrics/met_a.sql: key column "other_id" is no column of its properties',
    ],
    [
      'described without a file',
      { 'metrics/a.yml': properties('met_a') },
      'metrics: the properties describe "met_a", and there is no met_a.sql',
    ],
    [
      'with a type that the engines do not share',
      { 'metrics/met_a.sql': model(), 'metrics/a.yml': properties('met_a', 'hugeint') },
      'metrics/a.yml: not a properties file that can be used: models.met_a.columns.thing_id.data_type: ',
    ],
    [
      'with a word that the properties do not know',
      { 'metrics/met_a.sql': model(), 'metrics/a.yml': `${properties('met_a')}        tests: [unique]\n` },
      'metrics/a.yml: not a properties file that can be used: models.met_a.columns.thing_id: Unrecognized key: "tests"',
    ],
  ])('%s', async (_, files, message) => {
    await expect(modelsOf(files as Record<string, string>)).rejects.toThrow(message);
  });

  it('when the folder is none of models', async () => {
    await expect(readModels('samples')).rejects.toThrow('no folder of models samples/staging');
  });

  it('when two have one name', async () => {
    const files = {
      'metrics/met_a.sql': model(),
      'metrics/a.yml': properties('met_a'),
      'curated/met_a.sql': model(),
      'curated/a.yml': properties('met_a').replace('    columns:', `    ${EVERYONE}\n    columns:`),
    };
    await expect(modelsOf(files)).rejects.toThrow(
      'sql/curated/met_a.sql: there is a model "met_a" already, sql/metrics/met_a.sql',
    );
  });
});

describe('a model is held to the columns that its properties declare', () => {
  it.each([
    [
      'one that the select lacks',
      '2 as other_id',
      'its properties declare column "thing_id", the select has none',
    ],
    [
      'one that is not declared',
      '1 as thing_id, 2 as other_id',
      'column "other_id" is not declared in its properties',
    ],
    [
      'one of another type',
      `'a' as thing_id`,
      'column "thing_id" is varchar, its properties declare integer',
    ],
    [
      'one of a type of one engine alone',
      'sum(1) as thing_id',
      'column thing_id of met_a is of type HUGEINT: cast it to one of the shared types',
    ],
  ])('%s', async (_, select, message) => {
    const models = await modelsWithoutIndicators({
      'metrics/met_a.sql': model('', select),
      'metrics/a.yml': properties('met_a'),
    });
    const test = await testWorkspace();
    await expect(test.refresh({ models })).rejects.toThrow(
      `sql/metrics/met_a.sql: ${message}`.replace(': column thing_id', ': duckdb: column thing_id'),
    );
  });
});

it('an indicator needs only its file, and all_indicators unites them', async () => {
  const indicator = (code: string) =>
    `-- One row.\n-- Key: measure_code.\nselect '${code}' as measure_code\n`;
  const models = await modelsOf({
    'indicators/ind_a.sql': indicator('a'),
    'indicators/ind_b.sql': indicator('b'),
  });
  expect(models.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([
    ['ind_a', ['measure_code']],
    ['ind_b', ['measure_code']],
    ['all_indicators', ['measure_code']],
  ]);
  expect(models.at(-1)?.references).toEqual(['ind_a', 'ind_b']);
});
