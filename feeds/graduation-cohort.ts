import { z } from 'zod';
import { feed, type Rule } from './contract/feed.ts';
import { date, grade, schoolCode, schoolYear, studentId } from './contract/vocabulary.ts';

/** A cohort that is over has graduates, a projection has students on track. */
const outcomeOfCohort: Rule = {
  code: 'outcome_of_cohort',
  fields: ['cohort', 'outcome'],
  hint: 'a four-year or five-year cohort has graduated or not_graduated, a projected one on_track or off_track',
  js: ({ cohort, outcome }) =>
    (cohort === 'projected') === (outcome === 'on_track' || outcome === 'off_track'),
  sql: `(cohort = 'projected') = (outcome in ('on_track', 'off_track'))`,
};

export const graduationCohort = feed({
  name: 'graduation_cohort',
  description:
    'One record per student of a graduation cohort, after transfers in and out: as it ended, or as it is projected for grades 10-12.',
  owner: 'Federal, State, and Local Testing',
  contract: z.object({
    school_year: schoolYear(),
    cohort: z.enum(['four_year', 'five_year', 'projected']).meta({
      description: 'Those in grade 9 four or five years before; projected: those in grades 10-12 now.',
    }),
    student_id: studentId(),
    school_code: schoolCode(),
    grade: grade(),
    outcome: z.enum(['graduated', 'not_graduated', 'on_track', 'off_track']).meta({
      description: 'Whether the student graduated in time, or is projected to.',
      sensitivity: 'personal',
    }),
    as_of_date: date('Day on which the outcome stood so.'),
  }),
  key: ['school_year', 'cohort', 'student_id'],
  scope: { kind: 'window', by: ['school_year', 'cohort'] },
  references: { school_code: 'schools' },
  rules: [outcomeOfCohort],
});
