import { z } from 'zod';
import { feed, type Rule } from './contract/feed.ts';
import { code, date, inOrder, text } from './contract/vocabulary.ts';

const wigHasUnit: Rule = {
  code: 'target_has_unit',
  fields: ['target', 'unit', 'direction'],
  hint: 'an item with a target needs its unit and direction',
  js: (record) =>
    record.target === undefined || (record.unit !== undefined && record.direction !== undefined),
  sql: 'target is null or (unit is not null and direction is not null)',
};

export const planItems = feed({
  name: 'plan_items',
  description:
    'One record per statement of the strategic plan: goals and guardrails, pillars down to performance measures.',
  owner: 'Strategy Management',
  contract: z.object({
    item_code: code('Code of the item: lower case words joined by underscores.'),
    kind: z
      .enum([
        'goal',
        'guardrail',
        'pillar',
        'priority',
        'strategy',
        'department',
        'wig',
        'key_lever',
        'performance_measure',
        'collaborator',
      ])
      .meta({ description: 'What the item is; collaborator: a department that works on a strategy.' }),
    parent_code: code('The item under which it stands.').optional(),
    same_as: code('A WIG of a department that restates one of a strategy: that one.').optional(),
    label: text('Short label, as the plan prints it: Ae 1.004.', 120).optional(),
    statement: text('The statement, word for word.', 1000),
    sort_order: z.int().min(1).max(999).meta({ description: 'Place under its parent.' }),
    unit: z
      .enum(['percent', 'percent_change', 'points', 'points_gained', 'days', 'count', 'milestone'])
      .meta({ description: 'Unit of baseline, target and readings; milestone: 0 not done, 1 done.' })
      .optional(),
    direction: z.enum(['higher', 'lower']).meta({ description: 'Which way is better.' }).optional(),
    baseline: z
      .number()
      .min(-100000)
      .max(100000)
      .meta({ description: 'Where it started, as stated.' })
      .optional(),
    target: z
      .number()
      .min(-100000)
      .max(100000)
      .meta({ description: 'Where it should be, as stated.' })
      .optional(),
    start_date: date('Day of the baseline.').optional(),
    due_date: date('Last day of the month that the plan names.').optional(),
    source: text('Document that states it.'),
  }),
  key: ['item_code'],
  scope: { kind: 'everything' },
  rules: [wigHasUnit, inOrder('start_date', 'due_date')],
});
