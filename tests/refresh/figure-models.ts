import { modelsWithoutIndicators } from './model-folder.ts';

const COLUMNS = [
  'measure_code',
  'school_year',
  'window_code',
  'organisation_level',
  'organisation_code',
  'performance_area',
  'grade',
  'subgroup_code',
  'source',
  'numerator',
  'denominator',
];
const TYPES: Readonly<Record<string, string>> = {
  school_year: 'integer',
  numerator: 'bigint',
  denominator: 'bigint',
  students: 'bigint',
};

/** In 2024 no group of a school is small; in 2025 four boys are, whom 26 girls and all 30 would give away. */
const GROUPS = [
  [2024, 'ALL', 12, 30],
  [2024, 'FEM', 5, 14],
  [2024, 'MALE', 7, 16],
  [2025, 'ALL', 12, 30],
  [2025, 'FEM', 10, 26],
  [2025, 'MALE', 2, 4],
] as const;

const counts = GROUPS.map(
  ([year, subgroup, numerator, denominator]) =>
    `select 'met' as measure_code, cast(${year} as integer) as school_year, 'EOY' as window_code,
    'school' as organisation_level, school_code as organisation_code, 'North' as performance_area, 'KG' as grade,
    '${subgroup}' as subgroup_code, 'computed' as source, cast(${numerator} as bigint) as numerator,
    cast(${denominator} as bigint) as denominator, cast(${denominator} as bigint) as students
from stg_schools`,
).join('\nunion all\n');

const described = (name: string) =>
  `      - { name: ${name}, data_type: ${TYPES[name] ?? 'varchar'}, description: A column. }`;
const properties = (model: string, columns: readonly string[]) => `  - name: ${model}
    columns:
${columns.map(described).join('\n')}
`;
const curated = (model: string, columns: readonly string[]) => `${properties(model, columns)}    config:
      meta: { access: { rows: everyone, detail: aggregates } }
`;
const KEY = '-- One row per figure.\n-- Key: measure_code, school_year, organisation_code, subgroup_code.\n';

/** Figures of each school in two school years, with all that suppression reads and the table that it is for. */
export const figureModels = await modelsWithoutIndicators({
  'metrics/met_measure_counts.sql': `${KEY}${counts}\n`,
  'metrics/metrics.yml': `version: 2\nmodels:\n${properties('met_measure_counts', [...COLUMNS, 'students'])}`,
  'curated/fct_measure.sql': `${KEY}with figures as (\n${counts}\n)\nselect ${COLUMNS.join(', ')} from figures\n`,
  'curated/dim_measure.sql': `-- One row per measure.\n-- Key: measure_code.
select 'met' as measure_code, 'rate' as kind, 'school' as counts_upward, cast(null as varchar) as of_measure,
    cast(null as varchar) as met_within, cast(null as varchar) as met_apart_from\n`,
  'curated/dim_subgroup.sql': `-- One row per subgroup.\n-- Key: subgroup_code.
select 'FEM' as subgroup_code, 'Sex' as subgroup_family
union all select 'MALE', 'Sex'
union all select 'ALL', 'All students'\n`,
  'curated/fct_measure_suppressed.sql': `${KEY}select figures.measure_code, figures.school_year, figures.organisation_code,
    figures.subgroup_code, coalesce(shown.shows, 'nothing') as shows
from fct_measure as figures
left join shown_cells as shown
    on figures.organisation_code = shown.organisation_code and figures.school_year = shown.school_year
        and figures.subgroup_code = shown.subgroup_code\n`,
  'curated/curated.yml': `version: 2\nmodels:\n${[
    curated('fct_measure', COLUMNS),
    curated('dim_measure', [
      'measure_code',
      'kind',
      'counts_upward',
      'of_measure',
      'met_within',
      'met_apart_from',
    ]),
    curated('dim_subgroup', ['subgroup_code', 'subgroup_family']),
    curated('fct_measure_suppressed', [
      'measure_code',
      'school_year',
      'organisation_code',
      'subgroup_code',
      'shows',
    ]),
  ].join('')}`,
});
