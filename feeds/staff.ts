import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, inOrder, schoolCode, schoolYear } from './contract/vocabulary.ts';

export const staff = feed({
  name: 'staff',
  description: 'One record per person and school year, at the school where the person worked last. No names.',
  owner: 'Human Resources',
  contract: z.object({
    school_year: schoolYear(),
    staff_id: z
      .string()
      .regex(/^[0-9]{4,10}$/)
      .meta({ description: 'Statewide staff number, as text.', sensitivity: 'personal' }),
    school_code: schoolCode(),
    role: z
      .enum(['teacher', 'principal', 'assistant_principal', 'instructional_specialist', 'other'])
      .meta({ description: 'What the person worked as.' }),
    hire_date: date('First day of work in the district.'),
    leave_date: z.iso
      .date()
      .meta({
        description:
          'Last day of work, for who left in the year or before the next began; empty for who stays.',
        sensitivity: 'personal',
      })
      .optional(),
    is_beginning: z.boolean().meta({
      description: 'Beginning teacher: in the first three years of the licence.',
      sensitivity: 'personal',
    }),
    rating: z
      .enum(['needs_improvement', 'effective', 'highly_effective'])
      .meta({
        description: 'Effectiveness as the state rates those with growth scores; empty for others.',
        sensitivity: 'personal',
      })
      .optional(),
  }),
  key: ['school_year', 'staff_id'],
  scope: { kind: 'school_year', by: ['school_year'] },
  references: { school_code: 'schools' },
  rules: [inOrder('hire_date', 'leave_date')],
});
