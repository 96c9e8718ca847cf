import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse';
import { beforeAll, describe, expect, it } from 'vitest';
import { GRADES } from '../../feeds/contract/vocabulary.ts';
import { judge } from '../../functions/land/judge.ts';
import { land } from '../../functions/land/land.ts';
import type { LandedReceipt } from '../../functions/land/receipt.ts';
import { findExtracts } from '../../local/extracts.ts';
import { schoolDaysOf } from '../../local/generate/calendar.ts';
import type { GeneratedFile } from '../../local/generate/generate.ts';
import { catchmentsOf, NEIGHBOURHOODS, schoolsOf } from '../../local/generate/shape.ts';
import { feeds, testWorkspace } from '../fixture-workspace.ts';
import { ask, folder, make, makeClean } from './made-up-district.ts';

let clean: GeneratedFile[];
beforeAll(async () => {
  clean = await makeClean();
});

async function sums(files: readonly GeneratedFile[]): Promise<Record<string, string>> {
  const sum = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  return Object.fromEntries(await Promise.all(files.map(async ({ name, path }) => [name, await sum(path)])));
}

async function landAll(name: string): Promise<LandedReceipt[]> {
  const { store, workFolder } = (await testWorkspace()).workspace;
  const receipts: LandedReceipt[] = [];
  for (const extract of await findExtracts([join(folder, name)], feeds)) {
    const { receipt } = await land(extract, { store, feeds, workFolder, clock: () => new Date() });
    if (receipt.outcome !== 'landed') throw new Error(receipt.reason);
    receipts.push(receipt);
  }
  return receipts;
}

describe('the schools', () => {
  it('are 186 of the real spans at full size', () => {
    const schools = schoolsOf(141_000);
    const spans: Record<string, number> = {};
    for (const { lowest, highest } of schools)
      spans[`${lowest}-${highest}`] = (spans[`${lowest}-${highest}`] ?? 0) + 1;
    expect(schools).toHaveLength(186);
    expect(spans).toEqual({
      'KG-05': 62,
      'PK-05': 32,
      'PK-02': 2,
      '03-05': 2,
      'KG-08': 20,
      '06-08': 30,
      '09-12': 25,
      '09-13': 7,
      '06-12': 6,
    });
  });

  it('have made-up names, and codes of their own that no school named elsewhere has', () => {
    const schools = schoolsOf(141_000);
    const codes = schools.map(({ code }) => code);
    expect(new Set(codes).size).toBe(186);
    expect(new Set(schools.map(({ name }) => name)).size).toBe(186);
    expect(schools.every(({ name }) => /^Made-up [A-Z].* \d{3}$/.test(name))).toBe(true);
    expect(codes.every((code) => /^600[3-9]\d\d$/.test(code))).toBe(true);
    const real = '425 426 428 335 519 334 404 443 498 567 569 594 482 499 582 492 598 597'.split(' ');
    expect(codes.filter((code) => real.includes(code.slice(3)))).toEqual([]);
  });

  it('cover every level and grade when the district is small', () => {
    const schools = schoolsOf(100);
    expect(schools.length).toBeGreaterThanOrEqual(12);
    expect(schools.length).toBeLessThan(16);
    expect(new Set(schools.map(({ level }) => level))).toEqual(
      new Set(['elementary', 'k8', 'middle', 'high', 'secondary']),
    );
    expect(new Set(catchmentsOf(schools).map(({ rank }) => GRADES[rank + 1]))).toEqual(new Set(GRADES));
  });

  it.each([100, 20_000, 141_000])(
    'of %d students all have a neighbourhood, and keep their students to the last grade',
    (students) => {
      const schools = new Map(schoolsOf(students).map((school) => [school.code, school]));
      const catchments = catchmentsOf([...schools.values()]);
      expect(new Set(catchments.map(({ code }) => code)).size).toBe(schools.size);
      const schoolAt = new Map(
        catchments.map(({ neighbourhood, rank, code }) => [`${neighbourhood} ${rank}`, code]),
      );
      for (const { neighbourhood, rank, code } of catchments) {
        const isLastGrade = GRADES[rank + 1] === schools.get(code)?.highest;
        if (rank >= 0 && !isLastGrade) expect(schoolAt.get(`${neighbourhood} ${rank + 1}`)).toBe(code);
      }
      // Every grade up to 12 has a school wherever one lives.
      expect(catchments.filter(({ rank }) => rank <= 12)).toHaveLength(NEIGHBOURHOODS * 14);
    },
  );

  it('belong to several areas of each group, and one changes its area in the middle of the year', async () => {
    expect(
      await ask(
        `select school_code, performance_area, from_date, to_date from file(performance_area_assignments)
        where school_code in (select school_code from file(performance_area_assignments) group by school_code having count(*) > 1)
        order by from_date`,
      ),
    ).toEqual([
      {
        school_code: 600301n,
        performance_area: 'Elementary 2',
        from_date: '2023-07-01',
        to_date: '2025-01-16',
      },
      { school_code: 600301n, performance_area: 'Elementary 1', from_date: '2025-01-17', to_date: null },
    ]);
    const areas = [...new Set(schoolsOf(141_000).map(({ area }) => area))].sort();
    expect(areas).toEqual(
      ['Elementary 1', 'Elementary 2', 'Elementary 3', 'Elementary 4', 'Elementary 5', 'Elementary 6'].concat(
        ['High 1', 'High 2', 'K-8 1', 'Middle 1', 'Middle 2'],
      ),
    );
  });
});

describe('the school days', () => {
  it.each([2024, 2025, 2026, 2040])('of %d are 178 from late August to June, none at a weekend', (year) => {
    const days = schoolDaysOf(year);
    expect(new Set(days).size).toBe(178);
    expect(days).toEqual([...days].sort());
    expect(days.filter((day) => [0, 6].includes(new Date(day).getUTCDay()))).toEqual([]);
    expect(days[0]).toMatch(new RegExp(`^${year - 1}-08-(25|26|27|28|29|30|31)$`));
    expect((days.at(-1) ?? '') < `${year}-06-20`).toBe(true);
  });

  it('leave out the holidays, which move from year to year', () => {
    const holidays = ['2023-09-04', '2023-11-23', '2023-12-25', '2024-01-01', '2024-01-15', '2024-05-27'];
    expect(schoolDaysOf(2024).filter((day) => holidays.includes(day))).toEqual([]);
    expect(schoolDaysOf(2025)).toContain('2024-09-04');
  });
});

describe('the bytes', () => {
  it('are the same for the same options and other ones for another seed', async () => {
    const first = await sums(await make('first', { seed: 5 }));
    expect(await sums(await make('second', { seed: 5 }))).toEqual(first);
    const other = await sums(await make('third', { seed: 6 }));
    const same = Object.keys(first).filter((name) => first[name] === other[name]);
    expect(same).toEqual(['schools.csv', 'performance_area_assignments.csv']);
    // Not the ids alone are others.
    const people = async (name: string) =>
      (await readFile(join(folder, name, 'students_2025.csv'), 'utf8')).replaceAll(/\d{10}/g, '');
    expect(await people('third')).not.toBe(await people('first'));
  });

  it('come as one file for each scope, and nothing else is left in the folder', async () => {
    const files = await make('bare', { years: [2025], attendance: false, students: 200 });
    expect(files.map(({ name }) => name)).toEqual([
      'schools.csv',
      'performance_area_assignments.csv',
      'students_2025.csv',
      'enrollments_2025.csv',
      ...[
        'dibels8_boy',
        'dibels8_moy',
        'dibels8_eoy',
        'mvpa_b1',
        'mvpa_b2',
        'mvpa_b3',
        'eog_year',
        'eoc_year',
        'act_year',
      ].map((sitting) => `assessment_results_2025_${sitting}.csv`),
      'incidents_2025.csv',
      'suspensions_2025.csv',
      // The five-year cohort is that of the year before, which is not there.
      'graduation_cohort_2025_four_year.csv',
      'graduation_cohort_2025_projected.csv',
      'readiness_evidence_2025.csv',
      'staff_2025.csv',
      ...['b1', 'b2', 'b3'].map((window) => `data_sessions_2025_${window}.csv`),
      'improvement_plans_2025.csv',
      ...['s1', 's2'].map((semester) => `projection_reports_2025_${semester}.csv`),
    ]);
    expect((await readdir(join(folder, 'bare'))).sort()).toEqual(
      ['extract.json', ...files.map(({ name }) => name)].sort(),
    );
    expect(JSON.parse(await readFile(join(folder, 'bare', 'extract.json'), 'utf8'))).toEqual({
      source: 'made up by tower generate --students 200 --seed 1',
      made_up: true,
    });
  });

  it.each([
    [{ students: 99 }, 'students'],
    [{ seed: -1 }, 'seed'],
    [{ years: [] }, 'years'],
    [{ dirt: 0.9 }, 'dirt'],
  ])('are not made from %j', async (options, named) => {
    await expect(make('never', options)).rejects.toThrow(new RegExp(`^${named}: `));
  });
});

describe('without dirt', () => {
  it('each record keeps its contract, under a header that is the contract', async () => {
    for (const { name, path, rows } of clean) {
      const feed = [...feeds.values()].find((candidate) => name.startsWith(candidate.name));
      if (!feed) throw new Error(`no feed for ${name}`);
      let [header, records]: [string[], number] = [[], 0];
      const broken: unknown[] = [];
      for await (const cells of createReadStream(path).pipe(parse())) {
        if (header.length === 0) header = cells;
        else {
          records += 1;
          // Zod takes its time: of the many attendance records every seventh.
          if (feed.name === 'attendance' && records % 7 !== 0) continue;
          broken.push(
            ...judge(feed, Object.fromEntries(header.map((field, at) => [field, cells[at]]))).violations,
          );
        }
      }
      expect(header).toEqual(feed.fields.map((field) => field.name));
      expect([name, records, broken]).toEqual([name, rows, []]);
    }
  });

  it('every record lands, and is known to be made up', async () => {
    const receipts = await landAll('clean');
    expect(receipts.map(({ file, landed }) => [file, landed]).sort()).toEqual(
      clean.map(({ name, rows }) => [name, rows]).sort(),
    );
    expect(receipts.every(({ isMadeUp }) => isMadeUp)).toBe(true);
  });
});

describe('with dirt', () => {
  it('quarantine has the very records that were made dirty, by field and rule', async () => {
    const files = await make('dirty', { dirt: 0.1 });
    const byRule = (rules: readonly { field: string; rule: string; records: number }[]) =>
      rules.map(({ field, rule, records }) => `${field} ${rule}: ${records}`).sort();
    const expected = files.map(({ name, rows, dirty, brokenRules }) => [
      name,
      rows,
      dirty,
      byRule(brokenRules),
    ]);
    const landed = (await landAll('dirty')).map(({ file, records, quarantined, brokenRules }) => [
      file,
      records,
      quarantined,
      byRule(brokenRules),
    ]);
    expect(landed.sort()).toEqual(expected.sort());
  });

  it('a little of everything is wrong, about one record in a thousand, and nothing in the files that others need', async () => {
    const files = await make('usual', { students: 1500 });
    const rules = new Set(
      files.flatMap(({ brokenRules }) => brokenRules.map(({ field, rule }) => `${field} ${rule}`)),
    );
    for (const expected of [
      'school_code unknown_reference',
      'school_code pattern',
      'attendance_date not_a_date',
      'attendance_date duplicate_key',
      'attendance_date conflicting_key',
      'status not_one_of',
      'status missing',
      'minutes_absent absent_within_scheduled',
      ' too_few_fields',
    ])
      expect(rules).toContain(expected);
    const share =
      files.reduce((sum, { dirty }) => sum + dirty, 0) / files.reduce((sum, { rows }) => sum + rows, 0);
    expect(share).toBeGreaterThan(0.0008);
    expect(share).toBeLessThan(0.0015);
    expect(files.slice(0, 2).map(({ name, dirty }) => [basename(name), dirty])).toEqual([
      ['schools.csv', 0],
      ['performance_area_assignments.csv', 0],
    ]);
  });
});
