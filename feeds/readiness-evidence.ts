import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, studentId, withinSchoolYear } from './contract/vocabulary.ts';

export const EVIDENCE_KINDS = [
  'test_benchmark',
  'grade_level_proficiency',
  'cte_pathway',
  'industry_credential',
  'college_credit',
  'other',
] as const;

export const readinessEvidence = feed({
  name: 'readiness_evidence',
  description:
    'One record per student and course, credential, pathway or benchmark that the student reached in high school.',
  owner: 'Learning and Teaching',
  contract: z.object({
    school_year: schoolYear(),
    student_id: studentId(),
    evidence_kind: z
      .enum(EVIDENCE_KINDS)
      .meta({ description: 'What kind of thing it is.', sensitivity: 'personal' }),
    evidence_code: code('Which one: the test, the course, the credential or the pathway.'),
    reached_date: date('Day on which it was reached.'),
  }),
  key: ['school_year', 'student_id', 'evidence_kind', 'evidence_code'],
  scope: { kind: 'school_year', by: ['school_year'] },
  rules: [withinSchoolYear('reached_date')],
});
