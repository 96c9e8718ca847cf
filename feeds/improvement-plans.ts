import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, schoolCode, schoolYear, withinSchoolYear } from './contract/vocabulary.ts';

export const improvementPlans = feed({
  name: 'improvement_plans',
  description: 'One record per school improvement plan, as it was reviewed last.',
  owner: 'School Improvement and Data Integration',
  contract: z.object({
    school_year: schoolYear(),
    school_code: schoolCode(),
    is_aligned: z
      .boolean()
      .meta({ description: "Aligned to the year's district goal and guardrail targets." }),
    is_compliant: z.boolean().meta({ description: 'Adheres to all requirements for implementation.' }),
    is_monitored: z.boolean().meta({ description: 'Monitored and adjusted in response to student data.' }),
    reviewed_date: date('Day of the review.'),
  }),
  key: ['school_year', 'school_code'],
  scope: { kind: 'school_year', by: ['school_year'] },
  references: { school_code: 'schools' },
  rules: [withinSchoolYear('reviewed_date')],
});
