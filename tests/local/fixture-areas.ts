import type { Row } from '../../functions/engines/engine.ts';
import { figureRow, measureRow, published } from './fixture.ts';
import type { Tables } from './query-over.ts';

/** What the reader of one performance area is shown of the small district: North, which is Elementary. */

const OWN = ['early_literacy_k2', 'early_literacy_kg', 'reading_ccr_3_8'];
const ELSEWHERE = ['South', '600903', '600904'];

const MIDYEAR = { measure_code: 'early_literacy_1', window_code: 'MOY' };

const isSeen = (row: Row) => !ELSEWHERE.includes(String(row.organisation_code));

export const areaTables: Tables = {
  ...published,
  dim_measure: [
    ...(published.dim_measure ?? []).map((row) => ({
      ...row,
      for_area_groups: OWN.includes(String(row.measure_code)) ? 'Elementary;K-8' : null,
      version: row.measure_code === 'early_literacy_kg' ? 2 : null,
    })),
    measureRow({
      measure_code: 'early_literacy_1',
      measure_name: 'Grade 1 at or above benchmark in the middle of the year',
      goal_code: 'goal_1',
      role: 'interim',
      sort_order: 9,
      annual_window: 'MOY',
      version: 1,
    }),
  ],
  dim_organisation: (published.dim_organisation ?? [])
    .filter(isSeen)
    .map((row) => ({ ...row, area_group: row.organisation_level === 'district' ? 'All' : 'Elementary' })),
  fct_measure: [
    ...(published.fct_measure ?? []).filter(isSeen),
    ofNorth('reading_ccr_3_8', 'performance_area', 'North', 80, 200),
    ofNorth('reading_ccr_3_8', 'school', '600901', 35, 100),
    figureRow({ ...MIDYEAR, numerator: 600, denominator: 1000 }),
    { ...ofNorth('early_literacy_1', 'performance_area', 'North', 60, 100), ...MIDYEAR },
  ],
};

function ofNorth(
  measure_code: string,
  organisation_level: string,
  organisation_code: string,
  numerator: number,
  denominator: number,
): Row {
  return figureRow({
    measure_code,
    organisation_level,
    organisation_code,
    performance_area: 'North',
    numerator,
    denominator,
  });
}
