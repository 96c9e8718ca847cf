import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { land } from '../../functions/land/land.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { findExtracts } from '../../local/extracts.ts';
import { type GeneratedFile, generateDistrict } from '../../local/generate/generate.ts';
import { schoolDaysOf, schoolsOf } from '../../local/generate/shape.ts';
import { feeds, testWorkspace } from '../fixture-workspace.ts';

const folder = await mkdtemp(join(tmpdir(), 'generate-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const make = (name: string, seed: number, dirt = true) =>
  generateDistrict({ students: 600, seed, dirt, outDir: join(folder, name) });
await make('clean', 1, false);

async function sums(files: readonly GeneratedFile[]): Promise<string[]> {
  return await Promise.all(
    files.map(async ({ path }) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ),
  );
}

/** Asks the clean district; `file(name)` in the text is the path of its file. */
async function ask(sql: string) {
  const engine = await openDuckdb({ path: ':memory:', store: folderStore(folder) });
  try {
    return await engine.rows(
      sql.replaceAll(/file\((\w+)\)/g, (_, name) => `read_csv('${folder}/clean/${name}.csv')`),
    );
  } finally {
    await engine.close();
  }
}

describe('the shape of the district', () => {
  it('has 186 schools of the real spans at full size, and none with the code of a real one', () => {
    const schools = schoolsOf(141_000);
    expect(schools).toHaveLength(186);
    expect(new Set(schools.map(({ code }) => code)).size).toBe(186);
    expect(schools.filter(({ highest }) => highest === '13')).toHaveLength(7);
    for (const real of ['600425', '600426', '600428', '600335'])
      expect(schools.map(({ code }) => code)).not.toContain(real);
  });

  it('covers every level when it is small', () => {
    expect(new Set(schoolsOf(600).map(({ level }) => level))).toEqual(
      new Set(['elementary', 'k8', 'middle', 'high', 'secondary']),
    );
  });

  it('has 178 school days from late August on, none at a weekend', () => {
    const days = schoolDaysOf(2025);
    expect(days).toHaveLength(178);
    expect(
      days.every(
        (day) => ![0, 6].includes(new Date(day).getUTCDay()) && day > '2024-08-25' && day < '2025-06-30',
      ),
    ).toBe(true);
  });
});

it('the same options make the same bytes, another seed makes others', async () => {
  const first = await sums(await make('first', 5));
  expect(await sums(await make('second', 5))).toEqual(first);
  expect(await sums(await make('third', 6))).not.toEqual(first);
});

describe('what lands of it', () => {
  async function landAll(name: string) {
    const test = await testWorkspace();
    const { store, workFolder } = test.workspace;
    const receipts: Record<string, number> = {};
    for (const extract of await findExtracts([join(folder, name)], feeds)) {
      const { receipt } = await land(extract, { store, feeds, workFolder, clock: () => new Date() });
      if (receipt.outcome !== 'landed') throw new Error(receipt.reason);
      expect(receipt.isMadeUp).toBe(true);
      receipts[receipt.file] = receipt.quarantined;
    }
    return receipts;
  }

  it('without dirt is every record', async () => {
    expect(Object.values(await landAll('clean')).filter((quarantined) => quarantined > 0)).toEqual([]);
  });

  it('with dirt is all but the records that were made dirty, file by file', async () => {
    const files = await make('dirty', 1);
    const receipts = await landAll('dirty');
    expect(receipts).toEqual(Object.fromEntries(files.map(({ name, dirty }) => [name, dirty])));
    expect(files.reduce((sum, { dirty }) => sum + dirty, 0)).toBeGreaterThan(100);
  });
});

describe('the people of it', () => {
  it('are in one school at a time', async () => {
    const rows = await ask(
      `select count(*) as overlaps from file(enrollments_2025) as one inner join file(enrollments_2025) as other
      on one.student_id = other.student_id and one.entry_date < other.entry_date and coalesce(one.exit_date, date '2025-06-30') >= other.entry_date`,
    );
    expect(rows).toEqual([{ overlaps: 0n }]);
    const moved = await ask(
      `select count(*) as transfers from (select 1 from file(enrollments_2025) group by student_id having count(*) > 1) as moved`,
    );
    expect(Number(moved[0]?.transfers)).toBeGreaterThan(0);
  });

  it('have one attendance record for each day of each stay, and none besides', async () => {
    const rows = await ask(
      `select count(*) as days, count(distinct (attendance.student_id, attendance.attendance_date)) as student_days,
        count(*) filter (where stay.student_id is null) as outside
      from file(attendance_2025) as attendance left join file(enrollments_2025) as stay
        on attendance.student_id = stay.student_id and attendance.school_code = stay.school_code
        and attendance.attendance_date between stay.entry_date and coalesce(stay.exit_date, date '2025-06-30')`,
    );
    expect(rows[0]?.outside).toBe(0n);
    expect(rows[0]?.days).toBe(rows[0]?.student_days);
  });

  it('move up one grade a year, but for the few who stay down', async () => {
    const [row] = await ask(
      `select count(*) filter (where later.grade = earlier.grade) as stayed, count(*) as both_years
      from file(students_2024) as student inner join file(enrollments_2024) as earlier using (student_id)
      inner join file(enrollments_2025) as later using (student_id)`,
    );
    expect(Number(row?.stayed) / Number(row?.both_years)).toBeLessThan(0.03);
  });

  it('have plausible rates: a quarter chronically absent, a third of grades 3-8 ready in reading', async () => {
    const [absent] = await ask(
      `select avg(case when missed * 10 >= days then 1e0 else 0e0 end) as rate from (
        select count(*) as days, count(*) filter (where status = 'absent') as missed from file(attendance_2025) group by student_id
      ) as students`,
    );
    const [ready] = await ask(
      `select avg(case when level in ('Level 4', 'Level 5') then 1e0 else 0e0 end) as rate from file(assessment_results_2025_eog_year) where subject = 'RD'`,
    );
    expect(Number(absent?.rate)).toBeGreaterThan(0.17);
    expect(Number(absent?.rate)).toBeLessThan(0.31);
    expect(Number(ready?.rate)).toBeGreaterThan(0.24);
    expect(Number(ready?.rate)).toBeLessThan(0.42);
  });
});
