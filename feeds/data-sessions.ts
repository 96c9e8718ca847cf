import { z } from 'zod';
import { WINDOWS } from './assessment-results.ts';
import { feed } from './contract/feed.ts';
import { date, schoolCode, schoolYear, withinSchoolYear } from './contract/vocabulary.ts';

export const dataSessions = feed({
  name: 'data_sessions',
  description:
    "One record per school and benchmark window: when the school's leadership team had its data analysis session.",
  owner: 'School Improvement and Data Integration',
  contract: z.object({
    school_year: schoolYear(),
    window_code: z.enum(WINDOWS).meta({ description: 'The benchmark window.' }),
    school_code: schoolCode(),
    window_end_date: date('Last day of the window.'),
    session_date: date('Day of the session; empty while none was held.').optional(),
  }),
  key: ['school_year', 'window_code', 'school_code'],
  scope: { kind: 'window', by: ['school_year', 'window_code'] },
  references: { school_code: 'schools' },
  rules: [withinSchoolYear('window_end_date')],
});
