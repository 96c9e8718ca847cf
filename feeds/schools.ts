import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, GRADES, inOrder, schoolCode, text } from './contract/vocabulary.ts';

/** A school stays known when a later file leaves it out: its past years still count. */
export const schools = feed({
  name: 'schools',
  description: 'One record per school that the district runs or has run.',
  owner: 'Student Information Systems',
  contract: z.object({
    school_code: schoolCode(),
    school_name: text('Name of the school. Names change: the code is the key.', 120),
    school_level: z.enum(['elementary', 'middle', 'k8', 'high', 'secondary', 'special']).meta({
      description: 'What the school is by its grades; the performance area is a decision of its own.',
    }),
    lowest_grade: z.enum(GRADES).meta({ description: 'Lowest grade that it offers.' }),
    highest_grade: z.enum(GRADES).meta({ description: 'Highest grade that it offers.' }),
    opened_date: date('First school day, where known.').optional(),
    closed_date: date('Last school day; empty while it is open.').optional(),
  }),
  key: ['school_code'],
  scope: { kind: 'rows' },
  rules: [inOrder('opened_date', 'closed_date')],
});
