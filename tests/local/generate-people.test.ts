import { beforeAll, describe, expect, it } from 'vitest';
import { GRADES } from '../../feeds/contract/vocabulary.ts';
import { schoolDaysOf } from '../../local/generate/calendar.ts';
import { ask, folder, makeClean, one } from './made-up-district.ts';

beforeAll(async () => {
  await makeClean();
});

describe('the students', () => {
  it('are as many as asked for in each year, each once, with ids of ten digits', async () => {
    for (const year of [2024, 2025]) {
      const [row] = await ask(
        `select count(*) as students, count(distinct student_id) as ids, min(student_id) as lowest, max(student_id) as highest
        from file(students_${year})`,
      );
      expect(Math.abs(Number(row?.students) - 3000)).toBeLessThan(120);
      expect(row?.ids).toBe(row?.students);
      expect(Number(row?.lowest)).toBeGreaterThanOrEqual(9_000_000_000);
      expect(Number(row?.highest)).toBeLessThan(10_000_000_000);
    }
  });

  it('are a plausible mix: EDS 46, EL 20, SWD 12 in a hundred', async () => {
    const [mix] = await ask(
      `select
        round(100 * avg(case when is_eds then 1 else 0 end)) as eds,
        round(100 * avg(case when is_el then 1 else 0 end)) as el,
        round(100 * avg(case when is_swd then 1 else 0 end)) as swd,
        count(distinct race) as races
      from file(students_2025)`,
    );
    expect(Math.abs(Number(mix?.eds) - 46)).toBeLessThanOrEqual(4);
    expect(Math.abs(Number(mix?.el) - 20)).toBeLessThanOrEqual(3);
    expect(Math.abs(Number(mix?.swd) - 12)).toBeLessThanOrEqual(2);
    expect(mix?.races).toBe(7n);
  });

  it('are in one school at a time, in a grade that it has; a transfer leaves on the day before', async () => {
    const transfers = await ask(
      `select one.exit_date + 1 = other.entry_date as next_day, one.school_code = other.school_code as same_school, count(*) as students
      from file(enrollments_2025) as one
      inner join file(enrollments_2025) as other on one.student_id = other.student_id and one.entry_date < other.entry_date
      group by all`,
    );
    expect(transfers).toEqual([{ next_day: true, same_school: false, students: expect.any(BigInt) }]);
    expect(Number(transfers[0]?.students) / 3000).toBeGreaterThan(0.008);
    expect(Number(transfers[0]?.students) / 3000).toBeLessThan(0.025);
    const rank = (grade: string) =>
      `list_position([${GRADES.map((name) => `'${name}'`).join(', ')}], ${grade})`;
    expect(
      await one(
        `select count(*) from file(enrollments_2025) as stay left join file(schools) as school using (school_code)
        where not coalesce(${rank('grade')} between ${rank('lowest_grade')} and ${rank('highest_grade')}, false)`,
      ),
    ).toBe(0);
  });

  it('come late and leave early, some after too few days to count', async () => {
    const late = `select count(*) from file(enrollments_2025) where entry_code = 'E2' and entry_date > date '2024-08-26'`;
    expect(await one(late)).toBeGreaterThan(30);
    const gone = `select count(*) from file(enrollments_2025) as stay where exit_date is not null
      and not exists (select 1 from file(enrollments_2025) as next where next.student_id = stay.student_id and next.entry_date > stay.exit_date)`;
    expect(await one(gone)).toBeGreaterThan(30);
    const few = `select count(*) from (select 1 from file(attendance_2025) group by student_id having count(*) < 10) as few`;
    expect(await one(few)).toBeGreaterThan(0);
  });

  it('move up a grade between the years, but for a few who stay down, and those who left do not come back', async () => {
    const rank = (grade: string) =>
      `list_position([${GRADES.map((name) => `'${name}'`).join(', ')}], ${grade})`;
    const years = await ask(
      `select ${rank('later.grade')} - ${rank('earlier.grade')} as grades, count(*) as students
      from (select distinct student_id, grade from file(enrollments_2024)) as earlier
      inner join (select distinct student_id, grade from file(enrollments_2025)) as later using (student_id)
      group by all order by all`,
    );
    expect(years.map(({ grades }) => Number(grades))).toEqual([0, 1]);
    const share = Number(years[0]?.students) / Number(years[1]?.students);
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.02);
    const back = `select count(*) from file(students_2025) where student_id in (
      select student_id from file(enrollments_2024) group by student_id having count(exit_date) = count(*))`;
    expect(await one(back)).toBe(0);
  });
});

describe('the attendance', () => {
  it('has one record for each school day of each stay, and none besides', async () => {
    const days = `(values ${schoolDaysOf(2025)
      .map((day) => `(date '${day}')`)
      .join(', ')}) as calendar (day)`;
    const expected = `select student_id, school_code, day from file(enrollments_2025)
      inner join ${days} on day between entry_date and coalesce(exit_date, date '2025-06-30')`;
    const found = `select student_id, school_code, attendance_date from file(attendance_2025)`;
    expect(await one(`select count(*) from (${expected} except all ${found}) as missing`)).toBe(0);
    expect(await one(`select count(*) from (${found} except all ${expected}) as surplus`)).toBe(0);
  });

  it('has about 24 in a hundred chronically absent, more of them among the poorer, less in some schools', async () => {
    const rates = await ask(
      `with students as (
        select student_id, is_eds, count(*) as days, count(*) filter (where status = 'absent') as absent
        from file(attendance_2025) as attendance inner join file(students_2025) as student using (student_id) group by all having count(*) >= 10
      )
      select is_eds, avg(case when absent * 10 >= days then 1e0 else 0e0 end) as rate from students
      group by rollup (is_eds) order by is_eds nulls last`,
    );
    const [others, eds, all] = rates.map(({ rate }) => Number(rate)) as [number, number, number];
    expect(all).toBeGreaterThan(0.215);
    expect(all).toBeLessThan(0.275);
    expect(eds / others).toBeGreaterThan(1.5);
    const schools = await ask(
      `select avg(case when status = 'absent' then 1e0 else 0e0 end) as rate from file(attendance_2025) group by school_code order by rate`,
    );
    expect(Number(schools.at(-1)?.rate) / Number(schools[0]?.rate)).toBeGreaterThan(1.2);
  });

  it('has every status, with minutes that fit', async () => {
    expect(
      await ask(
        `select status, min(minutes_absent) > 0 as has_missed, bool_and(minutes_absent = minutes_scheduled) as missed_all,
          bool_and(coalesce(attendance_code, '') <> '') as has_code
        from file(attendance_2025) group by status order by status`,
      ),
    ).toEqual([
      { status: 'absent', has_missed: true, missed_all: true, has_code: true },
      { status: 'present', has_missed: false, missed_all: false, has_code: false },
      { status: 'tardy', has_missed: true, missed_all: false, has_code: true },
    ]);
  });
});

describe('the results', () => {
  const well = `avg(case when level in ('At Benchmark', 'Above Benchmark', 'Level 4', 'Level 5') then 1e0 else 0e0 end)`;
  it.each([
    ['dibels8_boy', `grade <> '03'`, 0.51],
    ['dibels8_moy', `grade <> '03'`, 0.6],
    ['dibels8_eoy', `grade <> '03'`, 0.705],
    ['eog_year', `subject = 'RD'`, 0.333],
    ['eog_year', `subject = 'MA'`, 0.4],
    ['eoc_year', `subject = 'M1' and grade = '08'`, 0.7],
    ['eoc_year', `subject = 'M1' and grade <> '08'`, 0.09],
  ])('of %s where %s reach the share that was published', async (sitting, where, share) => {
    const rate = await one(`select ${well} from file(assessment_results_2025_${sitting}) where ${where}`);
    expect(Math.abs(rate - share)).toBeLessThan(0.015);
  });

  it('are those of students who were at the school on that day, of most and not of all', async () => {
    for (const sitting of ['dibels8_moy', 'eog_year']) {
      expect(
        await one(
          `select count(*) from file(assessment_results_2025_${sitting}) as result anti join file(enrollments_2025) as stay
          on result.student_id = stay.student_id and result.school_code = stay.school_code and result.grade = stay.grade
          and result.test_date between stay.entry_date and coalesce(stay.exit_date, date '2025-06-30')`,
        ),
      ).toBe(0);
    }
    const assessed = await one(
      `select avg(case when result.student_id is null then 0e0 else 1e0 end)
      from (select distinct student_id from file(enrollments_2025) where grade in ('KG', '01', '02', '03')) as young
      left join file(assessment_results_2025_dibels8_moy) as result using (student_id)`,
    );
    expect(assessed).toBeGreaterThan(0.9);
    expect(assessed).toBeLessThan(0.99);
  });

  it('have each test in its grades, the alternate form for one in a hundred, and levels or scores', async () => {
    const grades = await ask(
      `select subject, array_to_string(list_sort(list(distinct grade)), ' ') as grades, avg(case when form = 'X1' then 1e0 else 0e0 end) < 0.03 as few_x1
      from read_csv(['${folder}/clean/assessment_results_2025_eog_year.csv', '${folder}/clean/assessment_results_2025_eoc_year.csv'])
      group by subject order by subject`,
    );
    expect(grades).toEqual([
      { subject: 'BI', grades: '10', few_x1: true },
      { subject: 'E2', grades: '10', few_x1: true },
      { subject: 'M1', grades: '08 09 10', few_x1: true },
      { subject: 'M3', grades: '11', few_x1: true },
      { subject: 'MA', grades: '03 04 05 06 07 08', few_x1: true },
      { subject: 'RD', grades: '03 04 05 06 07 08', few_x1: true },
      { subject: 'SC', grades: '05 08', few_x1: true },
    ]);
    expect(
      await ask(
        `select min(score) >= 1 and max(score) <= 36 as of_the_scale, count(level) as levels from file(assessment_results_2025_act_year)`,
      ),
    ).toEqual([{ of_the_scale: true, levels: 0n }]);
  });

  it('differ between subgroups and schools', async () => {
    const [gap] = await ask(
      `select max(rate) filter (where not is_eds) - max(rate) filter (where is_eds) as gap from (
        select is_eds, ${well} as rate from file(assessment_results_2025_eog_year) as result inner join file(students_2025) as student using (student_id)
        where subject = 'RD' group by is_eds) as rates`,
    );
    expect(Number(gap?.gap)).toBeGreaterThan(0.08);
    const [schools] = await ask(
      `select max(rate) - min(rate) as spread from (
        select school_code, ${well} as rate from file(assessment_results_2025_eog_year) where subject = 'RD'
        group by school_code having count(*) > 50) as rates`,
    );
    expect(Number(schools?.spread)).toBeGreaterThan(0.1);
  });
});
