import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { code, date, schoolYear, text } from './contract/vocabulary.ts';

export const targets = feed({
  name: 'targets',
  description:
    'One record per published baseline or target of a measure; what was not published has no record.',
  owner: 'Data Strategy',
  contract: z.object({
    measure_code: code('The measure.'),
    school_year: schoolYear(),
    organisation_code: text('District (600LEA), performance area or school that the target is for.', 60),
    subgroup_code: text('Subgroup that the target is for; ALL is every student.', 20),
    kind: z.enum(['baseline', 'target']).meta({ description: 'baseline: where the measure started.' }),
    target: z
      .number()
      .min(0)
      .max(100000)
      .meta({ description: 'The figure in the unit of the measure, as published: 37 is 37 percent.' }),
    adopted_date: date('Day from which this version stands; the latest wins.'),
    source: text('Where it was published.'),
  }),
  key: ['measure_code', 'school_year', 'organisation_code', 'subgroup_code', 'kind', 'adopted_date'],
  scope: { kind: 'everything' },
  references: { measure_code: 'measures' },
});
