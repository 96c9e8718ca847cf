import { z } from 'zod';
import { feed, type Rule } from './contract/feed.ts';
import { code, text } from './contract/vocabulary.ts';
import { EVIDENCE_KINDS } from './readiness-evidence.ts';

const year = (description: string) => z.int().min(2000).max(2100).meta({ description });

const yearsInOrder: Rule = {
  code: 'years_in_order',
  fields: ['first_year', 'last_year'],
  hint: 'last_year lies before first_year: correct one of them',
  js: ({ first_year, last_year }) => last_year === undefined || Number(first_year) <= Number(last_year),
  sql: 'first_year <= last_year',
};

export const readinessIndicators = feed({
  name: 'readiness_indicators',
  description:
    'One record per indicator of post-graduation readiness: which evidence meets it, and in which years it counts.',
  owner: 'Data Strategy',
  contract: z.object({
    indicator_code: code('Code of the indicator.'),
    indicator_name: text('Name, as a leader reads it.', 120),
    evidence_kind: z.enum(EVIDENCE_KINDS).meta({ description: 'Kind of evidence that meets it.' }),
    evidence_code: code('The one that meets it; empty where any of the kind does.').optional(),
    at_least: z.int().min(1).max(99).meta({ description: 'How many of them a student needs.' }),
    first_year: year('First school year whose graduates it counts for.'),
    last_year: year('Last such school year; empty while it stands.').optional(),
    source: text('Who decided it, and where it is written.'),
  }),
  key: ['indicator_code', 'first_year'],
  scope: { kind: 'everything' },
  rules: [yearsInOrder],
});
