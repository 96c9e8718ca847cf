import { afterAll, describe, expect, it } from 'vitest';
import { openPublished } from '../../local/published.ts';
import { csv, models, testWorkspace } from '../fixture-workspace.ts';

const HEADER =
  'item_code,kind,parent_code,same_as,label,statement,sort_order,unit,direction,baseline,target,start_date,due_date,source';

/** A WIG with what its status depends on: unit, direction, baseline, target, start, due. */
const wig = (code: string, ...facts: readonly string[]) =>
  `${code},wig,,,,Do something,1,${facts.join(',')},test`;

/** From 1 January to 30 June 2025 there are 180 days; on 1 April half of them are gone. */
const HALFWAY = '2025-04-01';

const ITEMS = [
  wig('on_line', 'percent', 'higher', '0', '100', '2025-01-01', '2025-06-30'),
  wig('under_line', 'percent', 'higher', '0', '100', '2025-01-01', '2025-06-30'),
  wig('down_on_line', 'days', 'lower', '7', '4', '2025-01-01', '2025-06-30'),
  wig('down_above_line', 'days', 'lower', '7', '4', '2025-01-01', '2025-06-30'),
  // From 1 July 2024 on: 274 of 395 days are gone, so the line is at 69.4.
  wig('without_start', 'percent', 'higher', '0', '100', '', '2025-07-31'),
  wig('late', 'percent', 'higher', '0', '100', '2025-01-01', '2025-06-30'),
  wig('done_late', 'percent', 'higher', '0', '100', '2025-01-01', '2025-06-30'),
  wig('aimless', 'percent', 'higher', '10', '', '2025-01-01', '2025-06-30'),
];

// The plan alone: the measures of the samples serve goals that it does not have.
const test = await testWorkspace(afterAll);
await test.landFile('plan_items.csv', csv(HEADER, ...ITEMS));
const readings = [
  `on_line,${HALFWAY},50`,
  `under_line,${HALFWAY},49.9`,
  `down_on_line,${HALFWAY},5.5`,
  `down_above_line,${HALFWAY},5.6`,
  `without_start,${HALFWAY},69.3`,
  'late,2025-07-01,99.9',
  'done_late,2025-08-01,100',
  `aimless,${HALFWAY},20`,
];
await test.landFile(
  'plan_readings.csv',
  csv(
    'item_code,reading_date,reading,reported_by,note',
    ...readings.map((reading) => `${reading},Strategy,`),
  ),
);
const refreshed = await test.refresh();

it('a plan alone is published, without a warning', () => {
  expect(refreshed).toMatchObject({ outcome: 'published', warnings: [] });
});

describe('a reading is held against the straight line from baseline to target', () => {
  it.each([
    ['on the line is on track', 'on_line', 'on_track'],
    ['below it is off track', 'under_line', 'off_track'],
    ['on it where lower is better is on track', 'down_on_line', 'on_track'],
    ['above it where lower is better is off track', 'down_above_line', 'off_track'],
    ['without a start, the line begins on 1 July of the year before', 'without_start', 'off_track'],
    ['after the due date nothing but the target counts: short of it', 'late', 'off_track'],
    ['after the due date nothing but the target counts: on it', 'done_late', 'met'],
    ['without a target there is no status but that', 'aimless', 'no_target'],
  ])('%s', async (_, item, status) => {
    const published = await openPublished(test.workspace, models);
    const rows = await published.query(`select status from fct_plan_item where item_code = '${item}'`);
    await published.close();
    expect(rows).toEqual([{ status }]);
  });
});
