import { modelsWithoutIndicators } from './model-folder.ts';

/** Two curated tables that hold the same name: a reader who sees two names has seen half a publish. */
const NAMES = {
  'staging/stg_names.sql':
    '-- One row per school.\n-- Key: school_code.\nselect school_code, school_name from stg_schools\n',
  'staging/staging.yml': `version: 2
models:
  - name: stg_names
    columns:
      - { name: school_code, data_type: varchar, description: The school. }
      - { name: school_name, data_type: varchar, description: Its name. }
`,
  ...curatedNames('not_null'),
};

function curatedNames(test: string) {
  const name = (model: string) => `  - name: ${model}
    config: { meta: { access: { rows: everyone, detail: aggregates } } }
    columns:
      - { name: school_code, data_type: varchar, description: The school. }
      - { name: school_name, data_type: varchar, description: Its name., data_tests: [${test}] }
`;
  const select =
    '-- One row per school.\n-- Key: school_code.\nselect school_code, school_name from stg_names\n';
  return {
    'curated/dim_names.sql': select,
    'curated/fct_names.sql': select,
    'curated/curated.yml': `version: 2\nmodels:\n${name('dim_names')}${name('fct_names')}`,
  };
}

export const models = await modelsWithoutIndicators(NAMES);
/** The same, with a check that every name but Old breaks. */
export const refusing = await modelsWithoutIndicators({
  ...NAMES,
  ...curatedNames('accepted_values: { values: [Old] }'),
});
