import { describe, expect, it } from 'vitest';
import { days as daysOf, published } from './figures.ts';

/** Weeks of school days from 2 September 2024 on, so many of them absent at the end. */
const days = (student: number, school: string, present: number, absent: number, first = '2024-09-02') =>
  daysOf(`${student}`, school, first, 'P'.repeat(present) + 'A'.repeat(absent));
/** The minutes and the code of a record, in place of those of a whole day. */
const withMinutes = (records: readonly string[], minutes: number) =>
  records.map((record) =>
    record.replace(/,420,0$/, `,${minutes},0`).replace(/,420,420$/, `,${minutes},${minutes}`),
  );

const { test, ask } = await published({
  schools: ['600301,North,elementary,KG,05,,', '600302,South,elementary,KG,05,,'],
  attendance: [
    ...days(10001, '600301', 9, 1),
    ...days(10002, '600301', 10, 1),
    ...days(10003, '600301', 0, 9),
    ...days(10013, '600301', 9, 1),
    // Two schools of the district: 0 of 8 days and 2 of 8, so 2 of 16 in the district.
    ...days(10004, '600301', 8, 0),
    ...days(10004, '600302', 6, 2, '2024-10-01'),
    // Comes in the middle of the year: only the days since then count.
    ...days(10005, '600301', 17, 3, '2025-02-03'),
    // Leaves after twelve days, two of them absent.
    ...days(10006, '600301', 10, 2),
    // Comes for two hours a day: half a day missed is a day absent when its status says so.
    ...withMinutes(days(10007, '600301', 18, 2), 120),
  ],
});

const figure = async (student: number, school = '600301') => {
  const engine = await test.workspace.openWarehouse();
  try {
    const rows = await engine.rows(
      `select counts_at, organisation_code, numerator from ind_chronic_absence
      where measure_code = 'chronic_absence' and student_id = '${student}' order by counts_at, organisation_code`,
    );
    return rows
      .filter((row) => row.counts_at === 'district' || row.organisation_code === school)
      .map((row) => `${row.counts_at} ${row.numerator}`);
  } finally {
    await engine.close();
  }
};

describe('chronic absence', () => {
  it('is exactly 10 % too: 1 of 10 days', async () => {
    expect(await figure(10001)).toEqual(['district 1', 'school 1']);
  });

  it('is not 1 of 11 days', async () => {
    expect(await figure(10002)).toEqual(['district 0', 'school 0']);
  });

  it('says nothing of a student with nine days, all missed', async () => {
    expect(await figure(10003)).toEqual([]);
  });

  it('begins to count on the tenth day', async () => {
    expect(await figure(10013)).toEqual(['district 1', 'school 1']);
  });

  it('counts a transfer within the district by all days together: too few at each school, enough in the district', async () => {
    expect(await figure(10004)).toEqual(['district 1']);
    expect(await figure(10004, '600302')).toEqual(['district 1']);
  });

  it('counts who comes in mid-year by the days since: 3 of 20, not of 178', async () => {
    expect(await figure(10005)).toEqual(['district 1', 'school 1']);
  });

  it('counts a leaver by the days until then: 2 of 12', async () => {
    expect(await figure(10006)).toEqual(['district 1', 'school 1']);
  });

  it('counts a part-time student by days, however short they are', async () => {
    expect(await figure(10007)).toEqual(['district 1', 'school 1']);
  });
});

const HEADER =
  'school_year,school_code,student_id,attendance_date,status,attendance_code,minutes_scheduled,minutes_absent';
const landed = async (name: string, ...records: readonly string[]) => {
  const { receipt } = await test.landFile(name, `${[HEADER, ...records].join('\n')}\n`);
  if (receipt.outcome !== 'landed') throw new Error(receipt.reason);
  return {
    landed: receipt.landed,
    broken: receipt.brokenRules.map(({ field, rule, records: count }) => `${field} ${rule} ${count}`),
  };
};

describe('a day of attendance', () => {
  it('that is missing is not a present day: the share is of the days recorded', async () => {
    const [row] = await ask(
      `select numerator, denominator from fct_measure
      where measure_code = 'attendance_rate' and organisation_code = '600302' and grade = 'ALL' and subgroup_code = 'ALL'`,
    );
    expect(row).toEqual({ numerator: 6n, denominator: 8n });
  });

  it('whose code no one has mapped is in quarantine, neither present nor absent', async () => {
    expect(
      await landed(
        'attendance_unmapped.csv',
        '2025,600301,10008,2024-11-04,,9X,420,0',
        '2025,600301,10008,2024-11-05,9X,9X,420,0',
        '2025,600301,10008,2024-11-06,present,,420,0',
      ),
    ).toEqual({ landed: 1, broken: ['status missing 1', 'status not_one_of 1'] });
  });

  it('that two records tell differently is told by none of them', async () => {
    expect(
      await landed(
        'attendance_twice.csv',
        '2025,600301,10009,2024-11-07,present,,420,0',
        '2025,600301,10009,2024-11-07,absent,,420,420',
        '2025,600301,10009,2024-11-08,present,,420,0',
      ),
    ).toEqual({ landed: 1, broken: ['attendance_date conflicting_key 2'] });
  });

  it('that a record says twice counts once', async () => {
    const record = '2025,600301,10010,2024-11-11,absent,,420,420';
    expect(await landed('attendance_doubled.csv', record, record)).toEqual({
      landed: 1,
      broken: ['attendance_date duplicate_key 1'],
    });
  });
});
