import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, text, withinSchoolYear } from './contract/vocabulary.ts';

export const projectToolUse = feed({
  name: 'project_tool_use',
  description: 'One record per project of an annual plan: are the project management tools used for it?',
  owner: 'Strategy Management',
  contract: z.object({
    school_year: schoolYear(),
    project_code: code('Code of the project.'),
    plan: z
      .enum(['district', 'department'])
      .meta({ description: 'Annual plan in which the project stands.' }),
    department: text('Department that leads it.', 120),
    is_used: z.boolean().meta({ description: 'Whether the tools are used for it.' }),
    reviewed_date: date('Day on which it was looked at.'),
  }),
  key: ['school_year', 'project_code'],
  scope: { kind: 'school_year', by: ['school_year'] },
  rules: [withinSchoolYear('reviewed_date')],
});
