import type { Grant } from '../../functions/access/grants.ts';
import type { KnownScopes } from '../../functions/access/scopes.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { models } from '../fixture-workspace.ts';
import { modelsOf } from '../refresh/model-folder.ts';

export const TODAY = '2025-09-01';

/** A district with two elementary areas, a K-8 one and three schools. */
export const SCOPES: KnownScopes = {
  district: new Set(['600LEA']),
  area_group: new Set(['Elementary', 'K-8']),
  performance_area: new Set(['Elementary 1', 'Elementary 2', 'K-8 1', "O'Brien; drop"]),
  school: new Set(['600301', '600302', '600303']),
};

/** A grant of aggregates for the area Elementary 1, with the district's totals, that lasts. */
export function grantOf(changes: Partial<Grant> = {}): Grant {
  return {
    principal: 'ann@example.org',
    scope_kind: 'performance_area',
    scope_code: 'Elementary 1',
    detail: 'aggregates',
    sees_district_totals: true,
    from_date: '2025-07-01',
    to_date: null,
    ...changes,
  };
}

/** A table of students, as one may be added: only who sees student rows may read it. */
export const STUDENT_TABLE = {
  'curated/fct_student.sql':
    "-- One row per student.\n-- Key: student_id.\nselect '1' as student_id, 1 as days_absent, 'A' as performance_area, 'B' as area_group, 'school' as organisation_level, 'S' as organisation_code\n",
  'curated/curated.yml': `version: 2
models:
  - name: fct_student
    config: { meta: { access: { rows: by_area, detail: student_rows } } }
    columns:
      - { name: student_id, data_type: varchar, description: It., config: { meta: { sensitivity: identifier } } }
      - { name: days_absent, data_type: integer, description: It., config: { meta: { sensitivity: personal } } }
      - { name: performance_area, data_type: varchar, description: It. }
      - { name: area_group, data_type: varchar, description: It. }
      - { name: organisation_level, data_type: varchar, description: It. }
      - { name: organisation_code, data_type: varchar, description: It. }
`,
};

const added = (await modelsOf(STUDENT_TABLE)).filter(({ layer }) => layer === 'curated');

/** The same columns in a table that more readers may read. */
const likeStudents = (name: string, detail: 'aggregates' | 'suppressed_aggregates') =>
  added.map((model): Model => ({ ...model, name, access: { rows: 'by_area', detail } }));

const OF_THE_PROJECT = [
  'dim_measure',
  'dim_organisation',
  'dim_school_year',
  'dim_subgroup',
  'dim_window',
  'fct_landing',
  'fct_measure',
  'fct_plan_item',
  'fct_plan_item_suppressed',
  'fct_target',
];

/** Models of the project, and tables of each detail with columns that are personal. */
export const MODELS: readonly Model[] = [
  ...models.filter(({ name }) => OF_THE_PROJECT.includes(name)),
  ...added,
  ...likeStudents('fct_mixed', 'aggregates'),
  ...likeStudents('fct_suppressed', 'suppressed_aggregates'),
];
