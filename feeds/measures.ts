import { z } from 'zod';
import { WINDOWS } from './assessment-results.ts';
import { feed, type Rule } from './contract/feed.ts';
import { code, text } from './contract/vocabulary.ts';

const KINDS = ['rate', 'per_1000', 'average', 'count', 'gap', 'change', 'percent_change'] as const;

/** A gap is between two subgroups of a measure, a change is of a measure from something; any other is of itself. */
const derivedSaysOf: Rule = {
  code: 'says_what_it_is_of',
  fields: ['kind', 'of_measure', 'focus_subgroup', 'reference_subgroup', 'change_from'],
  hint: 'a gap needs of_measure, focus_subgroup and reference_subgroup; a change needs of_measure and change_from; leave them empty for any other kind',
  js: ({ kind, of_measure, focus_subgroup, reference_subgroup, change_from }) => {
    const isGap = kind === 'gap';
    const isChange = kind === 'change' || kind === 'percent_change';
    return (
      (of_measure !== undefined) === (isGap || isChange) &&
      (focus_subgroup !== undefined) === isGap &&
      (reference_subgroup !== undefined) === isGap &&
      (change_from !== undefined) === isChange
    );
  },
  sql: `(of_measure is not null) = (kind in ('gap', 'change', 'percent_change'))
    and (focus_subgroup is not null) = (kind = 'gap')
    and (reference_subgroup is not null) = (kind = 'gap')
    and (change_from is not null) = (kind in ('change', 'percent_change'))`,
};

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
    kind: z.enum(KINDS).meta({
      description:
        'What the figure is: share of 1, per 1,000, average, count without a denominator; of another measure: gap between two subgroups, change in its unit, percent_change.',
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
    of_measure: code('Of a gap or a change: the measure of which it is one.').optional(),
    focus_subgroup: text('Of a gap: the subgroup that it is about.', 20).optional(),
    reference_subgroup: text('Of a gap: the subgroup that it is held against.', 20).optional(),
    change_from: z
      .enum(['year_before', 'baseline', 'beginning_of_year'])
      .meta({
        description:
          'Of a change: from the same window a year before, from the published baseline, or from the window BOY.',
      })
      .optional(),
    subgroup_pairs: z
      .enum(['race_by_eds', 'race_by_sex', 'race_by_el', 'race_by_swd'])
      .meta({ description: 'Pairs of subgroups for which it is counted as well; none where it is empty.' })
      .optional(),
    version: z
      .int()
      .min(1)
      .max(99)
      .meta({
        description:
          "Version of the board's interim measures to which it belongs; empty for what has one version.",
      })
      .optional(),
    for_area_groups: z
      .string()
      .regex(/^(Elementary|Middle|K-8|High)(;(Elementary|Middle|K-8|High))*$/)
      .max(40)
      .meta({
        description:
          'Groups of performance areas whose own measure it is, with semicolons between: their reports begin with it. Empty for what is no own measure of any.',
      })
      .optional(),
    list_rule: text(
      'Who is on its list of students, in words: those who do not meet it, or where lower is better those whom it counts. Empty for a measure without a list.',
      160,
    ).optional(),
    met_within: code(
      'Measure of the same students whose rule everybody meets who meets this one.',
    ).optional(),
    met_apart_from: code(
      'Measure of the same students whose rule nobody meets who meets this one.',
    ).optional(),
  }),
  key: ['measure_code'],
  scope: { kind: 'everything' },
  references: { goal_code: 'plan_items' },
  rules: [derivedSaysOf],
  // A catalogue needs no columns for what none of its measures has.
  layouts: [
    {
      name: 'without_derived',
      mayLack: [
        'of_measure',
        'focus_subgroup',
        'reference_subgroup',
        'change_from',
        'subgroup_pairs',
        'version',
        'for_area_groups',
        'list_rule',
        'met_within',
        'met_apart_from',
      ],
    },
  ],
});
