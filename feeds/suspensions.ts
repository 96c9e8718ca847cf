import { z } from 'zod';
import { feed, type Rule } from './contract/feed.ts';
import { date, schoolCode, schoolYear, studentId, text, withinSchoolYear } from './contract/vocabulary.ts';

/** Short-term is up to 10 days, long-term from 11 days on. */
const lengthOfKind: Rule = {
  code: 'days_of_kind',
  fields: ['kind', 'days'],
  hint: 'a short-term suspension has at most 10 days and a long-term one at least 11: correct kind or days',
  js: ({ kind, days }) =>
    kind === 'short_term' ? Number(days) <= 10 : kind === 'long_term' ? Number(days) >= 11 : true,
  sql: `case kind when 'short_term' then days <= 10 when 'long_term' then days >= 11 else true end`,
};

export const suspensions = feed({
  name: 'suspensions',
  description: 'One record per suspension or expulsion of a student.',
  owner: 'Student Information Systems',
  contract: z.object({
    school_year: schoolYear(),
    suspension_id: text('Number of the suspension in the source system.', 40),
    student_id: studentId(),
    school_code: schoolCode(),
    start_date: date('First day.'),
    kind: z.enum(['in_school', 'short_term', 'long_term', 'expulsion']).meta({
      description: 'In school; out of school up to 10 days, or from 11 days on; expulsion.',
      sensitivity: 'personal',
    }),
    days: z
      .number()
      .min(0)
      .max(365)
      .meta({ description: 'School days that it lasts.', sensitivity: 'personal' }),
  }),
  key: ['school_year', 'suspension_id'],
  scope: { kind: 'school_year', by: ['school_year'] },
  references: { school_code: 'schools' },
  rules: [withinSchoolYear('start_date'), lengthOfKind],
});
