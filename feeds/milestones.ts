import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, text } from './contract/vocabulary.ts';

export const milestones = feed({
  name: 'milestones',
  description: 'One record per milestone of a project of the plan, done or not.',
  owner: 'Strategy Management',
  contract: z.object({
    school_year: schoolYear(),
    measure_code: code('The measure for which the milestone counts.'),
    milestone_code: code('Code of the milestone within its project.'),
    milestone_name: text('What is to be done.'),
    due_date: date('Day by which it is to be done.'),
    done_date: date('Day on which it was done; empty while it is open.').optional(),
    reported_date: date('Day on which it stood so.'),
  }),
  key: ['school_year', 'measure_code', 'milestone_code'],
  scope: { kind: 'window', by: ['school_year', 'measure_code'] },
  references: { measure_code: 'measures' },
});
