import { describe, expect, it } from 'vitest';
import type { Model } from '../../functions/refresh/models.ts';
import { feeds, models } from '../fixture-workspace.ts';
import { modelsOf } from '../refresh/model-folder.ts';
import { LEAKING, WATCHED } from './added-models.ts';
import { STUDENT_TABLE } from './examples.ts';
import { oracleOf } from './oracle.ts';

const properties = STUDENT_TABLE['curated/curated.yml'];
const withProperties = (text: string) => modelsOf({ ...STUDENT_TABLE, 'curated/curated.yml': text });

it('the curated models of the project say who may read them', () => {
  expect(
    Object.fromEntries(
      models.flatMap(({ name, access }) => (access ? [[name, `${access.rows}, ${access.detail}`]] : [])),
    ),
  ).toMatchObject({
    dim_measure: 'everyone, suppressed_aggregates',
    dim_organisation: 'by_area, suppressed_aggregates',
    dim_school_year: 'everyone, suppressed_aggregates',
    dim_subgroup: 'everyone, suppressed_aggregates',
    dim_window: 'everyone, suppressed_aggregates',
    fct_landing: 'district, aggregates',
    fct_measure: 'by_area, aggregates',
    fct_plan_item: 'by_area, aggregates',
    fct_plan_item_suppressed: 'everyone, suppressed_aggregates',
    fct_target: 'everyone, suppressed_aggregates',
    dim_student: 'by_area, student_rows',
    fct_student_indicator: 'by_area, student_rows',
  });
});

it('no curated model has a column that tells of a person, but those for grants of detail student_rows', () => {
  const curated = models.filter(
    ({ layer, access }) => layer === 'curated' && access?.detail !== 'student_rows',
  );
  expect(
    curated.flatMap(({ columns }) => columns).filter(({ sensitivity }) => sensitivity !== 'plain'),
  ).toEqual([]);
});

/** Columns that tell of one person, found from the fields of feeds that they are made of, and are declared plain. */
const declaredPlain = (of: readonly Model[]) => {
  const { tellsOfPerson } = oracleOf(of, feeds);
  return of
    .filter(({ layer }) => layer === 'curated')
    .flatMap((model) =>
      model.columns
        .filter(({ name, sensitivity }) => sensitivity === 'plain' && tellsOfPerson(model, name))
        .map(({ name }) => `${model.name}.${name}`),
    );
};

it('a curated column in which a value of one person arrives says so', () => {
  expect(declaredPlain([...models, WATCHED])).toEqual([]);
  expect(declaredPlain([...models, ...LEAKING])).toEqual([
    'fct_named.reference',
    'fct_listed.pupil',
    'fct_listed.days_counted',
  ]);
});

it('what single students add to a figure is personal', () => {
  const personal = (model: string) =>
    models
      .find(({ name }) => name === model)
      ?.columns.filter(({ sensitivity }) => sensitivity !== 'plain')
      .map(({ name }) => name);
  expect(personal('all_indicators')).toEqual(['student_id', 'subgroup_code', 'numerator', 'denominator']);
  expect(personal('ind_chronic_absence')).toEqual([
    'student_id',
    'subgroup_code',
    'numerator',
    'denominator',
  ]);
  expect(personal('stg_student_attendance')).toEqual(['student_id', 'days_enrolled', 'days_absent']);
  expect(personal('stg_student_subgroups')).toEqual(['student_id', 'subgroup_code']);
});

describe('a model is refused', () => {
  it('when it is curated and says of nobody that they may read it', async () => {
    await expect(
      withProperties(properties.replace(/ {4}config: \{ meta: \{ access.*\n/, '')),
    ).rejects.toThrow('curated/fct_student.sql: say who may read "fct_student": config: { meta: { access: {');
  });

  it.each(['performance_area', 'area_group', 'organisation_level', 'organisation_code'])(
    'when it is read by area and has no %s as text',
    async (column) => {
      const retyped = properties.replace(
        `name: ${column}, data_type: varchar`,
        `name: ${column}, data_type: integer`,
      );
      await expect(withProperties(retyped)).rejects.toThrow(
        `curated/fct_student.sql: "fct_student" is read by_area, so it needs the column ${column} as varchar`,
      );
    },
  );

  it('when it is not curated and says that someone may read it', async () => {
    const files = {
      'metrics/fct_student.sql': STUDENT_TABLE['curated/fct_student.sql'],
      'metrics/a.yml': properties,
    };
    await expect(modelsOf(files)).rejects.toThrow(
      'metrics/fct_student.sql: "fct_student" is no curated model: people cannot read it',
    );
  });

  it('when it names a detail that there is not', async () => {
    await expect(withProperties(properties.replace('student_rows', 'everything'))).rejects.toThrow(
      'fct_student.config.meta.access.detail',
    );
  });
});
