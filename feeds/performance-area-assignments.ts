import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, inOrder, schoolCode, text } from './contract/vocabulary.ts';

export const AREA_GROUPS = ['Elementary', 'Middle', 'K-8', 'High'] as const;

export const performanceAreaAssignments = feed({
  name: 'performance_area_assignments',
  description: 'One record per school and the time during which it belonged to a performance area.',
  owner: 'Data Strategy',
  contract: z.object({
    school_code: schoolCode(),
    performance_area: text('Performance area, as its superintendent calls it.', 60),
    area_group: z
      .enum(AREA_GROUPS)
      .meta({ description: 'The group of the area, to which reports are tailored (annual plan, Oe 5.002).' }),
    from_date: date('First day in this area.'),
    to_date: date('Last day in this area; empty while it lasts.').optional(),
  }),
  key: ['school_code', 'from_date'],
  scope: { kind: 'everything' },
  references: { school_code: 'schools' },
  rules: [inOrder('from_date', 'to_date')],
});
