import { z } from 'zod';
import { feed, type Rule } from './contract/feed.ts';
import { date, grade, schoolCode, schoolYear, studentId, withinSchoolYear } from './contract/vocabulary.ts';

/** Levels that each assessment can give (DIBELS 8: mCLASS export; EOG, EOC: NC Technical Guide 2024-25). */
export const LEVELS = {
  DIBELS8: ['Well Below Benchmark', 'Below Benchmark', 'At Benchmark', 'Above Benchmark'],
  EOG: ['Not Proficient', 'Level 3', 'Level 4', 'Level 5'],
  EOC: ['Not Proficient', 'Level 3', 'Level 4', 'Level 5'],
  MVPA: ['1', '2', '3', '4', '5'],
} as const;

export const WINDOWS = ['BOY', 'MOY', 'EOY', 'B1', 'B2', 'B3', 'YEAR'] as const;

/** An assessment that gives levels gives one of its own; one that only scores (ACT, SAT, …) gives a score. */
const levelBelongs: Rule = {
  code: 'level_of_assessment',
  fields: ['assessment', 'level', 'score'],
  hint: 'give a level that the assessment has, or for an assessment without levels a score',
  js: (record) => {
    const levels: readonly string[] | undefined = LEVELS[record.assessment as keyof typeof LEVELS];
    if (levels) return record.level !== undefined && levels.includes(String(record.level));
    return record.level === undefined && record.score !== undefined;
  },
  sql: `case assessment ${Object.entries(LEVELS)
    .map(([assessment, levels]) => {
      const list = levels.map((level) => `'${level}'`).join(', ');
      return `when '${assessment}' then level is not null and level in (${list})`;
    })
    .join(' ')} else level is null and score is not null end`,
};

export const assessmentResults = feed({
  name: 'assessment_results',
  description:
    'One record per student, test and sitting, whatever the test: DIBELS, MVPA, EOG, EOC, ACT, SAT …',
  owner: 'Federal, State, and Local Testing',
  contract: z.object({
    school_year: schoolYear(),
    assessment: z
      .enum(['DIBELS8', 'MVPA', 'EOG', 'EOC', 'ACT', 'SAT', 'PSAT', 'AP', 'IB', 'WORKKEYS'])
      .meta({ description: 'The test.' }),
    subject: z
      .enum(['COMPOSITE', 'RD', 'MA', 'SC', 'M1', 'M3', 'BI', 'E2', 'EN', 'WR'])
      .meta({ description: "Subject: NC DPI's codes; COMPOSITE where the test gives one result." }),
    window_code: z
      .enum(WINDOWS)
      .meta({ description: 'Window: BOY, MOY, EOY; benchmarks B1 to B3; YEAR for a test of the year.' }),
    student_id: studentId(),
    school_code: schoolCode(),
    grade: grade(),
    test_date: date('Day of the sitting.'),
    form: z.enum(['RG', 'X1']).meta({ description: 'RG regular, X1 alternate (NCEXTEND1).' }),
    level: z
      .string()
      .max(40)
      .meta({ description: 'Achievement or benchmark level.', sensitivity: 'personal' })
      .optional(),
    score: z
      .number()
      .min(0)
      .max(10000)
      .meta({ description: 'Scale score.', sensitivity: 'personal' })
      .optional(),
  }),
  key: ['school_year', 'assessment', 'subject', 'window_code', 'student_id', 'test_date'],
  scope: { kind: 'window', by: ['school_year', 'assessment', 'window_code'] },
  references: { school_code: 'schools' },
  rules: [levelBelongs, withinSchoolYear('test_date')],
});
