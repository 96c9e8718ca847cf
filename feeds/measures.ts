import { z } from 'zod';
import { WINDOWS } from './assessment-results.ts';
import { feed } from './contract/feed.ts';
import { code, text } from './contract/vocabulary.ts';

export const measures = feed({
  name: 'measures',
  description: 'One record per measure: what it says, how it counts, which goal or guardrail it serves.',
  owner: 'Data Strategy',
  contract: z.object({
    measure_code: code('Code of the measure, as its model in sql/indicators names it.'),
    measure_name: text('Name, as a leader reads it.', 120),
    goal_code: code('Plan item of the goal or guardrail that it serves.'),
    role: z.enum(['goal', 'interim', 'supporting']).meta({
      description:
        'goal: the figure of the goal or guardrail itself; interim: board-set step; supporting: neither.',
    }),
    sort_order: z.int().min(1).max(999).meta({ description: 'Place in the list of the goal.' }),
    kind: z.enum(['rate', 'per_1000', 'average', 'count']).meta({
      description: 'What the figure is: share of 1, per 1,000, average, count without a denominator.',
    }),
    direction: z.enum(['higher', 'lower']).meta({ description: 'Which way is better.' }),
    counts_upward: z.enum(['school', 'each_level']).meta({
      description:
        'school: area and district are sums of schools; each_level: the model counts each level by itself.',
    }),
    annual_window: z
      .enum(WINDOWS)
      .meta({ description: 'Window whose figure is held against the annual target.' }),
    denominator_rule: text('Who or what is counted, in words.'),
    rule_source: text('Where the rule comes from.'),
  }),
  key: ['measure_code'],
  scope: { kind: 'everything' },
  references: { goal_code: 'plan_items' },
});
