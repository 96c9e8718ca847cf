import type { Row } from '../../functions/engines/engine.ts';

export interface Sum {
  numerator: bigint | null;
  denominator: bigint;
}

/** Adds the rows of all indicators up, one by one: what the roll-up of the models must come to. */
export async function rolledUp(query: (sql: string) => Promise<Row[]>): Promise<Map<string, Sum>> {
  const subgroups = subgroupsOf(await query('select * from stg_student_traits'));
  const pairs = new Map(
    (await query('select measure_code, subgroup_pairs from stg_measures')).map((row) => [
      row.measure_code,
      row.subgroup_pairs,
    ]),
  );
  const assignments = Map.groupBy(
    await query(
      `select school_code, performance_area, cast(from_date as varchar) as from_date,
        coalesce(cast(to_date as varchar), '9999-12-31') as to_date from stg_performance_area_assignments`,
    ),
    (row) => row.school_code,
  );
  const sums = new Map<string, Sum>();
  const rows = await query('select *, cast(as_of_date as varchar) as day from all_indicators');
  for (const row of rows) {
    const day = String(row.day);
    const area = assignments
      .get(row.organisation_code)
      ?.find(
        ({ from_date, to_date }) => String(from_date) <= day && day <= String(to_date),
      )?.performance_area;
    const places =
      row.counts_at === 'every_level'
        ? [
            `school ${row.organisation_code}`,
            ...(area === undefined ? [] : [`performance_area ${area}`]),
            'district 600LEA',
          ]
        : [`${row.counts_at} ${row.organisation_code}`];
    const own = subgroups.get(`${row.school_year} ${row.student_id}`);
    const asked = pairs.get(row.measure_code);
    const groups = [
      row.subgroup_code,
      ...(own?.alone ?? []),
      ...(own && asked ? own.pairs.filter(({ kind }) => kind === asked).map(({ code }) => code) : []),
    ];
    const grades = row.grade === 'ALL' || row.grade === null ? ['ALL'] : ['ALL', row.grade];
    for (const place of places)
      for (const grade of grades)
        for (const group of groups)
          add(
            sums,
            [row.measure_code, row.school_year, row.window_code, place, grade, group, row.source].join(' '),
            row,
          );
  }
  return sums;
}

function add(sums: Map<string, Sum>, key: string, { numerator, denominator }: Row): void {
  const sum = sums.get(key) ?? { numerator: 0n, denominator: 0n };
  sum.numerator = numerator === null || sum.numerator === null ? null : sum.numerator + (numerator as bigint);
  sum.denominator += denominator as bigint;
  sums.set(key, sum);
}

/** The subgroups of each student and year, and the pairs of race with one more. */
function subgroupsOf(students: readonly Row[]) {
  return new Map(
    students.map((row) => {
      const seconds = [
        { kind: 'race_by_sex', code: row.sex === 'F' ? 'FEM' : 'MALE' },
        { kind: 'race_by_eds', code: row.is_eds ? 'EDS' : 'NOT_EDS' },
        { kind: 'race_by_el', code: row.is_el ? 'ELS' : 'NOT_ELS' },
        { kind: 'race_by_swd', code: row.is_swd ? 'SWD' : 'NOT_SWD' },
      ];
      return [
        `${row.school_year} ${row.student_id}`,
        {
          alone: [row.race, ...seconds.map(({ code }) => code)],
          pairs: seconds.map(({ kind, code }) => ({ kind, code: `${row.race}*${code}` })),
        },
      ];
    }),
  );
}
