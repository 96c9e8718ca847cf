import { z } from 'zod';
import { feed } from './contract/feed.ts';
import { date, inOrder, schoolYear, text, withinSchoolYear } from './contract/vocabulary.ts';

export const dataRequests = feed({
  name: 'data_requests',
  description: 'One record per request for data in the Data Request Tracker.',
  owner: 'Data Analytics',
  contract: z.object({
    school_year: schoolYear(),
    request_id: text('Number of the request in the tracker.', 40),
    request_date: date('Day on which it came.'),
    department: text('Department or school that asks.', 120),
    answered_date: date('Day on which it was answered; empty while it is open.').optional(),
  }),
  key: ['school_year', 'request_id'],
  scope: { kind: 'school_year', by: ['school_year'] },
  rules: [withinSchoolYear('request_date'), inOrder('request_date', 'answered_date')],
});
