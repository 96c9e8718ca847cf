import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, schoolYear, text, withinSchoolYear } from './contract/vocabulary.ts';

export const deliverables = feed({
  name: 'deliverables',
  description: 'One record per list, draft or report that Data Analytics makes, with the time that it took.',
  owner: 'Data Analytics',
  contract: z.object({
    school_year: schoolYear(),
    deliverable_id: text('Number of the deliverable.', 40),
    kind: z
      .enum(['recognition_list', 'summary_draft', 'sofg_report'])
      .meta({ description: 'Student recognition list, summary draft or SOFG report.' }),
    requested_date: date('Day on which work on it could begin.'),
    hours_taken: z
      .int()
      .min(0)
      .max(8760)
      .meta({ description: 'Hours until it was delivered, a day being 24; empty while it is open.' })
      .optional(),
  }),
  key: ['school_year', 'deliverable_id'],
  scope: { kind: 'school_year', by: ['school_year'] },
  rules: [withinSchoolYear('requested_date')],
});
