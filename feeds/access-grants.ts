import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, inOrder, text } from './contract/vocabulary.ts';

export const accessGrants = feed({
  name: 'access_grants',
  description:
    'One record per grant: who sees which part of the district, in what detail, from when to when.',
  owner: 'Data Strategy',
  contract: z.object({
    principal: text('Who: the name with which the reader signs in.', 200),
    scope_kind: z
      .enum(['district', 'area_group', 'performance_area', 'school'])
      .meta({ description: 'What kind of part it is.' }),
    scope_code: text('Which part: an area, a group or a school code; 600LEA for the district.', 60),
    detail: z
      .enum(['student_rows', 'aggregates', 'suppressed_aggregates'])
      .meta({ description: 'How deep: rows of students, figures, or figures with small groups hidden.' }),
    sees_district_totals: z
      .boolean()
      .meta({ description: 'Whether the totals of the district are shown beside.' }),
    from_date: date('First day of the grant.'),
    to_date: date('Last day of the grant; empty while it lasts.').optional(),
  }),
  key: ['principal', 'scope_kind', 'scope_code', 'detail', 'from_date'],
  scope: { kind: 'everything' },
  rules: [inOrder('from_date', 'to_date')],
});
