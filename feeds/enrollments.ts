import { z } from 'zod';
import { feed } from './contract/feed.ts';
import {
  date,
  grade,
  inOrder,
  schoolCode,
  schoolYear,
  studentId,
  text,
  withinSchoolYear,
} from './contract/vocabulary.ts';

export const enrollments = feed({
  name: 'enrollments',
  description: 'One record per stay of a student at a school within a school year.',
  owner: 'Student Information Systems',
  contract: z.object({
    school_year: schoolYear(),
    student_id: studentId(),
    school_code: schoolCode(),
    grade: grade(),
    entry_date: date('First day of the stay.'),
    exit_date: date(
      'Last day of the stay, inclusive as in Infinite Campus; empty while it lasts.',
    ).optional(),
    entry_code: text('Entry code of the source system.', 10).optional(),
    exit_code: text('Withdrawal code of the source system.', 10).optional(),
    is_primary: z.boolean().meta({ description: 'Primary enrollment (Infinite Campus service type P).' }),
  }),
  key: ['school_year', 'student_id', 'school_code', 'entry_date'],
  scope: { kind: 'school_year', by: ['school_year'] },
  references: { school_code: 'schools' },
  rules: [inOrder('entry_date', 'exit_date'), withinSchoolYear('entry_date')],
});
