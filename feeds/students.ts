import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { schoolYear, studentId } from './contract/vocabulary.ts';

/** NC DPI's subgroup codes for race and ethnicity (Disag codebook 2024-25). */
export const RACES = ['AMIN', 'ASIA', 'BLCK', 'HISP', 'MULT', 'PACI', 'WHTE'] as const;

export const students = feed({
  name: 'students',
  description: 'One record per student and school year: what the subgroups are made of. No names.',
  owner: 'Student Information Systems',
  contract: z.object({
    school_year: schoolYear(),
    student_id: studentId(),
    sex: z.enum(['F', 'M']).meta({ description: 'Sex as the state reports it.', sensitivity: 'personal' }),
    race: z.enum(RACES).meta({
      description: 'Race or ethnicity, NC DPI code; HISP overrides the others.',
      sensitivity: 'personal',
    }),
    is_eds: z.boolean().meta({ description: 'Economically disadvantaged (EDS).', sensitivity: 'personal' }),
    is_el: z.boolean().meta({ description: 'English learner.', sensitivity: 'personal' }),
    is_swd: z.boolean().meta({ description: 'Student with a disability.', sensitivity: 'personal' }),
  }),
  key: ['school_year', 'student_id'],
  scope: { kind: 'school_year', by: ['school_year'] },
});
