import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, text, withinSchoolYear } from './contract/vocabulary.ts';

export const assessmentMonitoring = feed({
  name: 'assessment_monitoring',
  description:
    'One record per assessment of the year: was its implementation monitored before, during and after?',
  owner: 'Federal, State, and Local Testing',
  contract: z.object({
    school_year: schoolYear(),
    assessment_code: code('Code of the assessment and its window.'),
    assessment_name: text('Name of the assessment.', 120),
    required_by: z.enum(['federal', 'state', 'local']).meta({ description: 'Who asks for it.' }),
    last_test_date: date('Last day of testing.'),
    is_monitored_before: z
      .boolean()
      .meta({ description: 'Monitored before testing, by the standard process.' }),
    is_monitored_during: z.boolean().meta({ description: 'Monitored during testing.' }),
    is_monitored_after: z.boolean().meta({ description: 'Monitored after testing.' }),
  }),
  key: ['school_year', 'assessment_code'],
  scope: { kind: 'school_year', by: ['school_year'] },
  rules: [withinSchoolYear('last_test_date')],
});
