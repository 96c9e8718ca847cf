import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, schoolCode, schoolYear, studentId, withinSchoolYear } from './contract/vocabulary.ts';

export const attendance = feed({
  name: 'attendance',
  description:
    'One record per student, school and school day in membership: a missing day is not a present day.',
  owner: 'Student Information Systems',
  contract: z.object({
    school_year: schoolYear(),
    school_code: schoolCode(),
    student_id: studentId(),
    attendance_date: date('The school day.'),
    status: z.enum(['present', 'tardy', 'absent']).meta({
      description: 'What the day counts as; both excused and unexcused absence is absent.',
      sensitivity: 'personal',
    }),
    attendance_code: z
      .string()
      .max(10)
      .meta({ description: 'Attendance code of the source system, as entered.', sensitivity: 'personal' })
      .optional(),
    minutes_scheduled: z
      .int()
      .min(1)
      .max(720)
      .meta({ description: 'Minutes that the student should have been in school.' }),
    minutes_absent: z
      .int()
      .min(0)
      .max(720)
      .meta({ description: 'Minutes of them that were missed.', sensitivity: 'personal' }),
  }),
  key: ['student_id', 'school_code', 'attendance_date'],
  scope: { kind: 'day', by: ['attendance_date'] },
  references: { school_code: 'schools' },
  rules: [
    withinSchoolYear('attendance_date'),
    {
      code: 'absent_within_scheduled',
      fields: ['minutes_scheduled', 'minutes_absent'],
      hint: 'minutes_absent is more than minutes_scheduled: correct one of them',
      js: (record) => Number(record.minutes_absent) <= Number(record.minutes_scheduled),
      sql: 'minutes_absent <= minutes_scheduled',
    },
  ],
});
