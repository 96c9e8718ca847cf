import { describe, expect, it } from 'vitest';
import type { Inputs } from '../../functions/refresh/inputs.ts';
import { type Behind, landingsBehind } from '../../local/explain/landings.ts';
import { pathOf } from '../../local/explain/path.ts';
import { feeds, models } from '../fixture-workspace.ts';

const landed = (...scopes: readonly string[]) =>
  Object.fromEntries(scopes.map((scope) => [scope, { landingId: scope, erased: 0 }]));
const INPUTS: Inputs = {
  fingerprint: 'first',
  day: '2025-09-01',
  models: {},
  landings: {
    assessment_results: landed('2025|DIBELS8|MOY', '2025|DIBELS8|EOY', '2024|DIBELS8|EOY', '2025|EOG|YEAR'),
    attendance: landed('2024-06-30', '2024-07-01', '2025-06-30'),
    enrollments: landed('2024', '2025'),
    survey_answers: landed('specialist_capacity|2025|EOY', 'coordinator_self_rating|2025|EOY'),
  },
};
const LITERACY: Behind = {
  counted: 'early_literacy_k2',
  years: new Set([2025]),
  windows: new Set(['EOY']),
  indicators: pathOf('early_literacy_k2', models, feeds.keys()).indicators,
};
const behind = (name: string, of: Partial<Behind> = {}) => {
  const feed = feeds.get(name);
  if (!feed) throw new Error(`no feed ${name}`);
  return [...landingsBehind(feed, INPUTS, { ...LITERACY, ...of })];
};

describe('the files behind a figure', () => {
  it('are those of its test, year and window', () => {
    expect(behind('assessment_results')).toEqual(['2025|DIBELS8|EOY']);
  });

  it('are of every window and of the year before as well where it is projected or a change', () => {
    expect(behind('assessment_results', { years: new Set([2024, 2025]), windows: undefined })).toEqual([
      '2025|DIBELS8|MOY',
      '2025|DIBELS8|EOY',
      '2024|DIBELS8|EOY',
    ]);
  });

  it('are of days from July to June', () => {
    expect(behind('attendance')).toEqual(['2024-07-01', '2025-06-30']);
  });

  it('are of its own survey', () => {
    expect(behind('survey_answers', { counted: 'specialist_capacity' })).toEqual([
      'specialist_capacity|2025|EOY',
    ]);
  });

  it('are all that count of a feed whose files are of whole years: a rule may look at other years', () => {
    expect(behind('enrollments')).toEqual(['2024', '2025']);
  });

  it('are none of a feed of which nothing landed', () => {
    expect(behind('staff')).toEqual([]);
  });
});

it('a reported figure comes from what was published, a computed one from rows of students', () => {
  const names = (source: 'reported' | 'computed') => {
    const { indicators, feeds: from } = pathOf('reading_ccr_3_8', models, feeds.keys(), [source]);
    return { indicators: indicators.map(({ name }) => name), from };
  };
  expect(names('reported')).toEqual({
    indicators: ['ind_published_results'],
    from: ['published_results', 'schools'],
  });
  expect(names('computed')).toEqual({ indicators: ['ind_reading_ccr'], from: ['assessment_results'] });
});
