import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { schoolYear, text } from './contract/vocabulary.ts';

/** A percentage as NC DPI prints it: one decimal, or masked (<5, >95), or a dash where none is given. */
const percent = (description: string) =>
  z
    .string()
    .regex(/^([0-9]{1,2}\.[0-9]|100\.0|<5|>95|-)$/)
    .meta({ description: `${description}, in percent with one decimal, or <5, >95, -.` });

export const publishedResults = feed({
  name: 'published_results',
  description: "One record per school, subject, grade, test form and subgroup of NC DPI's Disag file.",
  owner: 'Federal, State, and Local Testing',
  contract: z.object({
    school_year: schoolYear(),
    school_code: text('School, district (600LEA) or state (NC-SEA).', 6),
    name: text('Name as published.', 120),
    subject: z
      .enum(['ALL', 'EOC', 'EOG', 'M1', 'M3', 'BI', 'E2', 'MA', 'RD', 'SC'])
      .meta({ description: 'Subject code of the Disag codebook.' }),
    grade: z
      .enum(['03', '04', '05', '06', '07', '08', 'EOC', 'GS', 'ALL'])
      .meta({ description: 'Grade, or EOC, GS (grades 3-8 together), ALL.' }),
    type: z.enum(['ALL', 'RG', 'X1']).meta({ description: 'Test form: all, regular, NCEXTEND1.' }),
    subgroup: text('Subgroup code of the Disag codebook; ALL is every student.', 20),
    num_tested: z.int().min(0).max(2_000_000).meta({ description: 'Students tested.' }),
    pct_notprof: percent('Not proficient'),
    pct_l3: percent('Level 3'),
    pct_l4: percent('Level 4'),
    pct_l5: percent('Level 5'),
    pct_ccr: percent('College and career ready: levels 4 and 5'),
    pct_glp: percent('Grade level proficient: levels 3 to 5'),
    grade_span: text('Grades that the school offers, as published.', 12).optional(),
    avg_score: z.number().min(0).max(10000).meta({ description: 'Average scale score.' }).optional(),
  }),
  key: ['school_year', 'school_code', 'subject', 'grade', 'type', 'subgroup'],
  // A district file and a school file of one year stand side by side.
  scope: { kind: 'rows' },
  layouts: [
    {
      name: 'nc_disag',
      mayLack: ['grade_span', 'avg_score'],
      fromFileName: (name) => {
        const year = /disag_(20\d\d)-\d\d/i.exec(name)?.[1];
        return year === undefined ? {} : { school_year: String(Number(year) + 1) };
      },
    },
  ],
});
