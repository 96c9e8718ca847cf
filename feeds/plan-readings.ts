import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, text } from './contract/vocabulary.ts';

export const planReadings = feed({
  name: 'plan_readings',
  description: 'One record per reading of a plan item: how far it is on a day.',
  owner: 'Strategy Management',
  contract: z.object({
    item_code: code('The plan item.'),
    reading_date: date('Day of the reading.'),
    reading: z
      .number()
      .min(-100000)
      .max(100000)
      .meta({ description: 'The reading, in the unit of the item.' }),
    reported_by: text('Department that reports it.', 120),
    note: text('What a reader should know.', 1000).optional(),
  }),
  key: ['item_code', 'reading_date'],
  scope: { kind: 'rows' },
  references: { item_code: 'plan_items' },
});
