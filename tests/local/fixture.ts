import type { Row } from '../../functions/engines/engine.ts';
import { boardRows, wigRows } from './fixture-plan.ts';
import type { Tables } from './query-over.ts';

/** Published rows of a small district; schools and figures without a public source are invented. */

/** A row of fct_measure; the district's figure for all students unless said otherwise. */
export function figureRow(figure: Row): Row {
  return {
    school_year: 2025,
    window_code: 'YEAR',
    organisation_level: 'district',
    organisation_code: '600LEA',
    grade: 'ALL',
    subgroup_code: 'ALL',
    source: 'computed',
    performance_area: 'All',
    area_group: 'All',
    as_of_date: '2025-06-11',
    target_milli: null,
    status: 'no_target',
    students_needed: null,
    is_made_up: true,
    ...figure,
  };
}

export function measureRow(measure: Row): Row {
  return {
    role: 'goal',
    sort_order: 1,
    kind: 'rate',
    direction: 'higher',
    counts_upward: 'school',
    annual_window: 'YEAR',
    denominator_rule: 'Students tested.',
    rule_source: 'NC DPI, Technical Guide 2024-25',
    ...measure,
  };
}

function targetRow(measure_code: string, school_year: number, target: number, kind = 'target'): Row {
  return {
    measure_code,
    school_year,
    organisation_code: '600LEA',
    subgroup_code: 'ALL',
    kind,
    target_milli: target * 1000,
    adopted_date: '2024-08-13',
    source: 'Board of Education, Goals and Guardrails',
  };
}

const SCHOOLS = [
  ['600901', 'Oak & Elm Elementary', 'North'],
  ['600902', 'The "Little" <School>', 'North'],
  ['600903', "Pine's K-8", 'South'],
  ['600904', 'Birch Middle', 'South'],
] as const;

const reading = { measure_code: 'reading_ccr_3_8', source: 'reported', is_made_up: false };
const literacy = { measure_code: 'early_literacy_k2', window_code: 'EOY' };
const absence = { measure_code: 'chronic_absence' };

export const published: Tables = {
  dim_measure: [
    measureRow({
      measure_code: 'early_literacy_k2',
      measure_name: 'K-2 students at or above benchmark in early literacy',
      goal_code: 'goal_1',
      annual_window: 'EOY',
      denominator_rule: 'Students of grades K-2 assessed with DIBELS 8 in the window.',
    }),
    measureRow({
      measure_code: 'early_literacy_kg',
      measure_name: '1.1 Kindergarten at or above benchmark',
      goal_code: 'goal_1',
      role: 'interim',
      sort_order: 2,
      annual_window: 'EOY',
    }),
    measureRow({
      measure_code: 'reading_ccr_3_8',
      measure_name: 'Grades 3-8 college and career ready in reading',
      goal_code: 'goal_2',
      sort_order: 3,
    }),
    measureRow({
      measure_code: 'math_1_ccr',
      measure_name: 'College and career ready in NC Math I',
      goal_code: 'goal_3',
      sort_order: 4,
    }),
    measureRow({
      measure_code: 'chronic_absence',
      measure_name: 'Students chronically absent',
      goal_code: 'guardrail_3',
      sort_order: 5,
      direction: 'lower',
      counts_upward: 'each_level',
      denominator_rule: 'Students enrolled for 10 days or more.',
    }),
  ],
  dim_organisation: [
    organisation('600LEA', 'district', 'Charlotte-Mecklenburg Schools', 'All'),
    organisation('North', 'performance_area', 'North', 'North'),
    organisation('South', 'performance_area', 'South', 'South'),
    ...SCHOOLS.map(([code, name, area]) => organisation(code, 'school', name, area)),
  ],
  dim_window: [
    { window_code: 'BOY', window_name: 'Beginning of year', sort_order: 1 },
    { window_code: 'MOY', window_name: 'Middle of year', sort_order: 2 },
    { window_code: 'EOY', window_name: 'End of year', sort_order: 3 },
    { window_code: 'YEAR', window_name: 'Year', sort_order: 4 },
  ],
  dim_subgroup: [
    { subgroup_code: 'ALL', subgroup_name: 'All students', subgroup_family: 'All', sort_order: 1 },
    {
      subgroup_code: 'HISP',
      subgroup_name: 'Hispanic',
      subgroup_family: 'Race and ethnicity',
      sort_order: 2,
    },
    {
      subgroup_code: 'EDS',
      subgroup_name: 'Economically disadvantaged',
      subgroup_family: 'Program',
      sort_order: 3,
    },
  ],
  fct_measure: [
    figureRow({
      ...literacy,
      window_code: 'BOY',
      numerator: 521,
      denominator: 1000,
      as_of_date: '2024-10-01',
    }),
    figureRow({
      ...literacy,
      window_code: 'MOY',
      numerator: 586,
      denominator: 1000,
      as_of_date: '2025-02-01',
    }),
    figureRow({
      ...literacy,
      numerator: 720,
      denominator: 1000,
      target_milli: 75000,
      status: 'off_track',
      students_needed: 30,
    }),
    figureRow({
      ...literacy,
      school_year: 2024,
      numerator: 700,
      denominator: 1000,
      target_milli: 71000,
      status: 'off_track',
      students_needed: 10,
    }),
    figureRow({ ...literacy, school_year: 2024, window_code: 'BOY', numerator: 505, denominator: 1000 }),
    figureRow({ ...literacy, subgroup_code: 'EDS', numerator: 280, denominator: 500 }),
    figureRow({ ...literacy, subgroup_code: 'HISP', numerator: 161, denominator: 250 }),
    figureRow({
      ...literacy,
      measure_code: 'early_literacy_kg',
      numerator: 246,
      denominator: 330,
      status: 'no_target',
    }),
    area(literacy, 'North', 400, 500),
    area(literacy, 'South', 320, 500),
    school(literacy, 0, 140, 200),
    school(literacy, 1, 260, 300),
    school(literacy, 2, 70, 100),
    school(literacy, 3, null, 400),
    figureRow({
      ...reading,
      numerator: 21324,
      denominator: 64143,
      target_milli: 37000,
      status: 'off_track',
      students_needed: 2409,
    }),
    figureRow({
      measure_code: 'reading_ccr_3_8',
      numerator: 610,
      denominator: 2000,
      target_milli: 37000,
      status: 'off_track',
      students_needed: 130,
    }),
    figureRow({ ...reading, grade: '03', numerator: 3257, denominator: 11232 }),
    school(reading, 0, 91, 380),
    figureRow({ ...absence, numerator: 229, denominator: 1000, is_made_up: false }),
  ],
  fct_target: [
    targetRow('early_literacy_k2', 2023, 67, 'baseline'),
    targetRow('early_literacy_k2', 2024, 71),
    targetRow('early_literacy_k2', 2025, 75),
    targetRow('early_literacy_k2', 2026, 79),
    targetRow('early_literacy_k2', 2027, 83),
    targetRow('early_literacy_k2', 2028, 87),
    targetRow('early_literacy_k2', 2029, 91),
    targetRow('reading_ccr_3_8', 2023, 31, 'baseline'),
    targetRow('reading_ccr_3_8', 2025, 37),
    targetRow('reading_ccr_3_8', 2029, 50),
    { ...targetRow('reading_ccr_3_8', 2025, 30), organisation_code: '600901' },
    { ...targetRow('reading_ccr_3_8', 2025, 25), subgroup_code: 'EDS' },
    targetRow('math_1_ccr', 2023, 27, 'baseline'),
    targetRow('math_1_ccr', 2025, 37),
    targetRow('math_1_ccr', 2029, 57),
  ],
  fct_plan_item: [...boardRows, ...wigRows],
  fct_landing: [
    {
      ...landing('assessment_results', '2026-01-08T09:00:00Z', 'a file that was replaced', true, 9999, 99),
      is_live: false,
    },
    landing('assessment_results', '2026-01-05T09:00:00Z', 'made up by this project', true, 1010, 1000),
    landing('assessment_results', '2026-01-07T09:00:00Z', 'made up by this project', true, 500, 500),
    landing('published_results', '2026-01-06T08:30:00Z', 'NC DPI, Disag_2024-25_Data.txt', false, 75, 75),
  ],
  publishes: [
    {
      publish_id: 6,
      started_at: '2026-01-06T10:00:00Z',
      published_at: '2026-01-06T10:00:09Z',
      fingerprint: 'a',
    },
    {
      publish_id: 7,
      started_at: '2026-01-07T10:00:00Z',
      published_at: '2026-01-07T10:00:08Z',
      fingerprint: 'b',
    },
    { publish_id: 8, started_at: '2026-01-07T11:00:00Z', published_at: null, fingerprint: 'c' },
  ],
};

function organisation(code: string, level: string, name: string, performanceArea: string): Row {
  return {
    organisation_code: code,
    organisation_level: level,
    organisation_name: name,
    performance_area: performanceArea,
    area_group: 'All',
    school_level: null,
  };
}

function area(of: Row, name: string, numerator: number, denominator: number): Row {
  return figureRow({
    ...of,
    organisation_level: 'performance_area',
    organisation_code: name,
    performance_area: name,
    numerator,
    denominator,
  });
}

function school(of: Row, index: 0 | 1 | 2 | 3, numerator: number | null, denominator: number): Row {
  const [code, , performanceArea] = SCHOOLS[index];
  return figureRow({
    ...of,
    organisation_level: 'school',
    organisation_code: code,
    performance_area: performanceArea,
    numerator,
    denominator,
    status: numerator === null ? 'no_data' : 'no_target',
  });
}

function landing(
  feed: string,
  landed_at: string,
  source: string,
  is_made_up: boolean,
  records: number,
  landed: number,
): Row {
  return {
    feed,
    landing_id: `${feed}-${landed_at}`,
    landed_at,
    file: `${feed}.csv`,
    source,
    is_made_up,
    records,
    landed,
    quarantined: records - landed,
    is_live: true,
  };
}
