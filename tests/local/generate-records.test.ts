import { beforeAll, describe, expect, it } from 'vitest';
import { ask, makeClean, one } from './made-up-district.ts';

beforeAll(async () => {
  await makeClean();
});

describe('the graduates', () => {
  it('are about 85 in a hundred of those who are in grade 12 to the end, more after a fifth year', async () => {
    const rate = (cohort: string) =>
      one(
        `select avg(case when outcome = 'graduated' then 1e0 else 0e0 end) from file(graduation_cohort_2025_${cohort})`,
      );
    expect(Math.abs((await rate('four_year')) - 0.85)).toBeLessThan(0.05);
    const before = await one(
      `select avg(case when outcome = 'graduated' then 1e0 else 0e0 end) from file(graduation_cohort_2024_four_year)`,
    );
    expect(await rate('five_year')).toBeGreaterThan(before);
    expect(
      await one(
        `select count(*) from file(graduation_cohort_2025_five_year) anti join file(graduation_cohort_2024_four_year) using (student_id)`,
      ),
    ).toBe(0);
  });

  it('are ready in about three of four cases, each by something of their own', async () => {
    expect(
      Math.abs(
        (await one(
          `select avg(case when student_id in (select student_id from file(readiness_evidence_2025)) then 1e0 else 0e0 end)
          from file(graduation_cohort_2025_four_year) where outcome = 'graduated'`,
        )) - 0.75,
      ),
    ).toBeLessThan(0.1);
  });

  it('are projected a little too well, grade by grade', async () => {
    expect(
      await ask(
        `select array_to_string(list_sort(list(distinct grade)), ' ') as grades, count(*) > 0 as are_there
        from file(graduation_cohort_2025_projected)`,
      ),
    ).toEqual([{ grades: '10 11 12', are_there: true }]);
    expect(
      await one(
        `select count(*) from file(graduation_cohort_2025_four_year) as ended
        inner join file(graduation_cohort_2025_projected) as projected using (student_id)
        where ended.outcome = 'graduated' and projected.outcome = 'off_track'`,
      ),
    ).toBe(0);
  });
});

describe('the acts and suspensions', () => {
  it('are on days on which there is school, and of students who are at the school then', async () => {
    expect(
      await one(
        `select count(*) from file(suspensions_2025) as suspension anti join file(enrollments_2025) as stay
        on suspension.student_id = stay.student_id and suspension.school_code = stay.school_code
        and suspension.start_date between stay.entry_date and coalesce(stay.exit_date, date '2025-06-30')`,
      ),
    ).toBe(0);
    const perThousand = (1000 * (await one('select count(*) from file(incidents_2025)'))) / 3000;
    expect(perThousand).toBeGreaterThan(5);
    expect(perThousand).toBeLessThan(20);
  });

  it('are as long as their kind allows', async () => {
    expect(
      await ask(
        `select bool_and(case kind when 'short_term' then days <= 10 when 'long_term' then days >= 11 else true end) as fit,
          count(distinct kind) > 2 as differ
        from file(suspensions_2025)`,
      ),
    ).toEqual([{ fit: true, differ: true }]);
  });
});

describe('the staff', () => {
  it('are a teacher for about 16 students and a principal in each school', async () => {
    const teachers = await one(`select count(*) from file(staff_2025) where role = 'teacher'`);
    expect(Math.abs(3000 / teachers - 16)).toBeLessThan(2);
    expect(
      await one(
        `select count(*) from file(schools) where school_code not in (select school_code from file(staff_2025) where role = 'principal')`,
      ),
    ).toBe(0);
  });

  it('who left do not come back, and have someone new in their place', async () => {
    const left = `select staff_id from file(staff_2024) where leave_date is not null`;
    expect(
      await one(`select count(*) from (${left}) as gone inner join file(staff_2025) using (staff_id)`),
    ).toBe(0);
    const share = await one(
      `select avg(case when leave_date is null then 0e0 else 1e0 end) from file(staff_2025) where role = 'teacher'`,
    );
    expect(Math.abs(share - 0.16)).toBeLessThan(0.06);
  });
});

it('what schools report of the plan is from each school, and of graduation from those with its grades', async () => {
  const schools = await one('select count(*) from file(schools)');
  for (const name of ['data_sessions_2025_b1', 'data_sessions_2025_b3', 'improvement_plans_2025']) {
    expect(await one(`select count(*) from file(${name})`)).toBe(schools);
  }
  expect(await one('select count(*) from file(projection_reports_2025_s1)')).toBe(
    await one(`select count(*) from file(schools) where school_level in ('high', 'secondary')`),
  );
});
