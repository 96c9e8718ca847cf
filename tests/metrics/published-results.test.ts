import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { published } from './figures.ts';

const { test, ask } = await published({});
await test.landFile('schools.csv', await readFile('samples/published/schools.csv'));
for (const file of ['Disag_2024-25_district.csv', 'Disag_2024-25_three_schools.csv']) {
  await test.landFile(file, await readFile(`samples/published/${file}`));
}
await test.landFile('targets.csv', await readFile('samples/measures/targets.csv'));
await test.refresh();

const figure = async (measure: string, organisation: string, grade = 'ALL') =>
  (
    await ask(
      `select numerator, denominator, status, source, cast(round(1000e0 * numerator / nullif(denominator, 0)) as bigint) as tenths
      from fct_measure where measure_code = '${measure}' and organisation_code = '${organisation}' and grade = '${grade}' and subgroup_code = 'ALL'`,
    )
  )[0];

describe('figures that NC DPI published for 2024-25', () => {
  it('reading CCR of grades 3-8 is 33.2 % of 64,143, from the six grade rows (the mean of the rates would be 33.3)', async () => {
    expect(await figure('reading_ccr_3_8', '600LEA')).toEqual({
      numerator: 21324n,
      denominator: 64143n,
      tenths: 332n,
      status: 'off_track',
      source: 'reported',
    });
    const grades = await ask(
      `select cast(round(10e0 * avg(100e0 * numerator / denominator)) as bigint) as tenths from fct_measure
      where measure_code = 'reading_ccr_3_8' and organisation_code = '600LEA' and grade <> 'ALL'`,
    );
    expect(grades).toEqual([{ tenths: 333n }]);
  });

  it('Math I in high school is 9.0 % of 8,001', async () => {
    expect(await figure('math_1_ccr_high', '600LEA')).toMatchObject({
      denominator: 8001n,
      tenths: 90n,
      status: 'off_track',
    });
  });

  it('reading at Grove Park is 23.9 % of 380 (the mean of its grades would be 24.0)', async () => {
    expect(await figure('reading_ccr_3_8', '600425')).toMatchObject({
      numerator: 91n,
      denominator: 380n,
      tenths: 239n,
    });
  });

  it('a total row of the file is never read: the third grade stands by itself', async () => {
    expect(await figure('reading_ccr_3_8', '600LEA', '03')).toMatchObject({
      numerator: 3257n,
      denominator: 11232n,
    });
  });
});

it('a masked percentage in one grade makes the figure of all grades unknown, not smaller', async () => {
  const district = await readFile('samples/published/Disag_2024-25_district.csv', 'utf8');
  const masked = district.replace(/^(600LEA,[^\n]*,RD,03,ALL,11232,[^\n]*),29\.0,/m, '$1,<5,');
  expect(masked).not.toBe(district);
  await test.landFile('Disag_2024-25_masked.csv', masked);
  expect(await test.refresh()).toMatchObject({ outcome: 'published' });
  expect(await figure('reading_ccr_3_8', '600LEA')).toMatchObject({
    numerator: null,
    denominator: 64143n,
    status: 'no_data',
  });
});
