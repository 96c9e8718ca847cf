import { z } from 'zod';
import { WINDOWS } from './assessment-results.ts';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, withinSchoolYear } from './contract/vocabulary.ts';

export const surveyAnswers = feed({
  name: 'survey_answers',
  description: 'One record per answer of a staff survey that a measure is made of. No names.',
  owner: 'Data Strategy',
  contract: z.object({
    measure_code: code('The measure for which the answer counts.'),
    school_year: schoolYear(),
    window_code: z
      .enum(WINDOWS)
      .meta({ description: 'Round of the survey: BOY is the baseline, YEAR a survey of the year.' }),
    respondent_id: z
      .string()
      .max(40)
      .meta({ description: 'Who answers, as the survey tells them apart.', sensitivity: 'personal' }),
    question_code: code('The question.'),
    answer_date: date('Day of the answer.'),
    points: z
      .int()
      .min(0)
      .max(100)
      .meta({ description: "The answer on the survey's scale.", sensitivity: 'personal' }),
    is_favorable: z
      .boolean()
      .meta({
        description: 'Whether the answer is one that the measure asks for; empty where it averages points.',
        sensitivity: 'personal',
      })
      .optional(),
  }),
  key: ['measure_code', 'school_year', 'window_code', 'respondent_id', 'question_code'],
  scope: { kind: 'window', by: ['measure_code', 'school_year', 'window_code'] },
  references: { measure_code: 'measures' },
  rules: [withinSchoolYear('answer_date')],
});
