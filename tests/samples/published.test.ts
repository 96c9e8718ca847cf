import { expect, test } from 'vitest';
import { type Cells, readSample } from './sample.ts';

const district = await readSample('published/Disag_2024-25_district.csv');
const threeSchools = await readSample('published/Disag_2024-25_three_schools.csv');

/** Rates are published with one decimal: tenths are whole numbers. */
const tenths = (percent: string | undefined) => Math.round(Number(percent) * 10);

function rollUp(rows: Cells[]): { tested: number; ccr: string } {
  const tested = rows.reduce((sum, row) => sum + Number(row.num_tested), 0);
  const weighted = rows.reduce((sum, row) => sum + Number(row.num_tested) * tenths(row.pct_ccr), 0);
  return { tested, ccr: (Math.round(weighted / tested) / 10).toFixed(1) };
}

const readingByGrade = (rows: Cells[], type: string) =>
  rows.filter((row) => row.subject === 'RD' && row.grade !== 'GS' && row.type === type);

test('the district has 53 rows and the three schools have 22', () => {
  expect(district).toHaveLength(53);
  expect(threeSchools).toHaveLength(22);
  expect(new Set(district.map((row) => row.school_code))).toEqual(new Set(['600LEA']));
});

test('reading of the six grades, all test forms, rolls up to 33.2 of 64,143', () => {
  const grades = readingByGrade(district, 'ALL');
  expect(grades.map((row) => row.grade)).toEqual(['03', '04', '05', '06', '07', '08']);
  expect(rollUp(grades)).toEqual({ tested: 64_143, ccr: '33.2' });
});

test('the mean of the six rates would be another figure', () => {
  const rates = readingByGrade(district, 'ALL').map((row) => tenths(row.pct_ccr));
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  expect((Math.round(mean) / 10).toFixed(1)).toBe('33.3');
});

test('reading of the regular test alone rolls up to 33.5 of 63,346', () => {
  expect(rollUp(readingByGrade(district, 'RG'))).toEqual({ tested: 63_346, ccr: '33.5' });
});

test('the grade rows add up to the total row that the state publishes', () => {
  const total = district.find((row) => row.subject === 'RD' && row.grade === 'GS' && row.type === 'ALL');
  expect([total?.num_tested, total?.pct_ccr]).toEqual(['64143', '33.2']);
});

test('Math I of the high schools is 9.0 of 8,001', () => {
  const math = district.filter((row) => row.subject === 'M1' && row.type === 'ALL');
  expect(math.map((row) => [row.num_tested, row.pct_ccr])).toEqual([['8001', '9.0']]);
});

test('Grove Park reading rolls up to 23.9 of 380', () => {
  const grovePark = threeSchools.filter((row) => row.school_code === '600425');
  expect(rollUp(readingByGrade(grovePark, 'ALL'))).toEqual({ tested: 380, ccr: '23.9' });
});

test('the three schools are named and span the grades as published', async () => {
  const schools = await readSample('published/schools.csv');
  const published = new Map(
    threeSchools.map((row) => [row.school_code, `${row.school_code} ${row.name} ${row.grade_span}`]),
  );
  expect(
    schools.map(
      (school) =>
        `${school.school_code} ${school.school_name} ${school.lowest_grade}-${school.highest_grade}`,
    ),
  ).toEqual([...published.values()]);
  expect(schools.map((school) => school.school_level)).toEqual(['elementary', 'high', 'middle']);
});
