import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, schoolCode, schoolYear, withinSchoolYear } from './contract/vocabulary.ts';

export const projectionReports = feed({
  name: 'projection_reports',
  description:
    'One record per high school and semester: did it report its projected graduation cohort rates, and correctly?',
  owner: 'Federal, State, and Local Testing',
  contract: z.object({
    school_year: schoolYear(),
    semester: z.enum(['S1', 'S2']).meta({ description: 'Semester of the report.' }),
    school_code: schoolCode(),
    due_date: date('Day by which it was due.'),
    is_submitted: z.boolean().meta({ description: 'Whether it came by the reporting process.' }),
    is_accurate: z
      .boolean()
      .meta({ description: 'Whether it held when it was checked; false where none came.' }),
  }),
  key: ['school_year', 'semester', 'school_code'],
  scope: { kind: 'window', by: ['school_year', 'semester'] },
  references: { school_code: 'schools' },
  rules: [
    withinSchoolYear('due_date'),
    {
      code: 'accurate_when_submitted',
      fields: ['is_submitted', 'is_accurate'],
      hint: 'a report that was not submitted cannot be accurate: correct one of them',
      js: (record) => record.is_submitted === true || record.is_accurate === false,
      sql: 'is_submitted or not is_accurate',
    },
  ],
});
