import type { Model } from '../../functions/refresh/models.ts';
import { modelsOf } from '../refresh/model-folder.ts';

const PARTS = ['organisation_level', 'organisation_code', 'performance_area', 'area_group'];
const OF_PARTS = PARTS.map(
  (name) => `      - { name: ${name}, data_type: varchar, description: It. }\n`,
).join('');

const sqlOf = (key: string, columns: string) => `-- One row per school or student.
-- Key: ${key}.
select
    'school' as organisation_level,
    attendance.school_code as organisation_code,
    areas.performance_area,
    areas.area_group,
    ${columns}
from stg_attendance as attendance
inner join stg_performance_area_assignments as areas on attendance.school_code = areas.school_code
group by attendance.school_code
`;

async function added(
  name: string,
  access: string,
  sql: string,
  columns: string,
  parts = OF_PARTS,
): Promise<Model> {
  const models = await modelsOf({
    [`curated/${name}.sql`]: sql,
    'curated/curated.yml': `version: 2
models:
  - name: ${name}
    config: { meta: { access: { ${access} } } }
    columns:
${parts}${columns}`,
  });
  return models.find((model) => model.name === name) as Model;
}

const DAYS = '      - { name: days_counted, data_type: bigint, description: It. }\n';
const NAMED = (name: string, sensitivity: string) =>
  `      - { name: ${name}, data_type: varchar, description: It., config: { meta: { sensitivity: ${sensitivity} } } }\n`;

/** A table as one may be added: figures of schools, and in each row a student, who is closed to most. */
export const WATCHED = await added(
  'fct_watched',
  'rows: by_area, detail: aggregates',
  sqlOf('organisation_code', 'max(attendance.student_id) as student_id, count(*) as days_counted'),
  NAMED('student_id', 'identifier') + DAYS,
);

/** Tables that nobody may add: each says of people what its declaration does not. */
export const LEAKING: readonly Model[] = [
  // No column says whose a row is, so it was given to everyone.
  await added(
    'fct_unplaced',
    'rows: everyone, detail: suppressed_aggregates',
    `-- One row per school.
-- Key: school_code.
select attendance.school_code, count(*) as days_counted from stg_attendance as attendance group by attendance.school_code
`,
    `      - { name: school_code, data_type: varchar, description: It. }\n${DAYS}`,
    '',
  ),
  // A student's number under another name, declared as if it were plain.
  await added(
    'fct_named',
    'rows: by_area, detail: aggregates',
    sqlOf('organisation_code', 'max(attendance.student_id) as reference, count(*) as days_counted'),
    NAMED('reference', 'plain') + DAYS,
  ),
  // Rows of single students, given to those who may read figures.
  await added(
    'fct_listed',
    'rows: by_area, detail: aggregates',
    sqlOf('pupil', 'attendance.student_id as pupil, count(*) as days_counted'),
    NAMED('pupil', 'plain') + DAYS,
  ),
];
