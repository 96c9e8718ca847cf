import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, text, withinSchoolYear } from './contract/vocabulary.ts';

export const directoryEntries = feed({
  name: 'directory_entries',
  description:
    'One record per entry of a directory that the plan asks for: procedures, points of contact, best practices, research projects.',
  owner: 'Data Strategy',
  contract: z.object({
    directory: z
      .enum(['procedures', 'points_of_contact', 'best_practices', 'research_projects'])
      .meta({ description: 'The directory.' }),
    entry_code: code('Code of the entry.'),
    title: text('What it is about.'),
    organisation: text('Department that answers for it, or organization from which it comes.', 120),
    school_year: schoolYear(),
    added_date: date('Day on which it was added.'),
    is_shared: z.boolean().meta({ description: 'Whether it was shared with those it is for.' }),
    strategy_code: code('Strategy of the plan to which it belongs; empty for none.').optional(),
  }),
  key: ['directory', 'entry_code'],
  scope: { kind: 'window', by: ['directory'] },
  references: { strategy_code: 'plan_items' },
  rules: [withinSchoolYear('added_date')],
});
