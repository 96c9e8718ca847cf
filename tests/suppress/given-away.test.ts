import { afterAll, describe, expect, it } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { type GivenAway, givenAway } from '../../local/given-away.ts';

const engine = await openDuckdb({ path: ':memory:', store: folderStore('.') });
afterAll(async () => await engine.close());

const MEASURES = `select * from (values
    ('literacy', null, null, null, null, 'EOY'),
    ('gap', 'literacy', 'BLCK', 'WHTE', null, 'EOY'),
    ('gain', 'literacy', null, null, 'beginning_of_year', 'EOY'),
    ('change', 'literacy', null, null, 'year_before', 'EOY')
) as measures(measure_code, of_measure, focus_subgroup, reference_subgroup, change_from, annual_window)`;

interface Row {
  readonly measure: string;
  readonly year?: number;
  readonly window?: string;
  readonly subgroup?: string;
  readonly shows?: string;
  readonly numerator?: number;
  readonly status?: string;
  readonly needed?: number;
  readonly projection?: number;
}

const literacy = (row: Omit<Row, 'measure'>): Row => ({ measure: 'literacy', numerator: 20, ...row });
const hidden = (row: Omit<Row, 'measure'>): Row => ({ measure: 'literacy', shows: 'size', ...row });

/** What is given away, when these rows are published of one school. */
async function found(...rows: readonly Row[]): Promise<string[]> {
  const text = (value: string | number | undefined) => (value === undefined ? 'null' : `'${value}'`);
  const values = rows.map(
    ({ measure, year = 2025, window = 'EOY', subgroup = 'ALL', shows = 'figure', ...figures }) =>
      `('${measure}', ${year}, '${window}', 'school', '600301', 'ALL', '${subgroup}', 'computed', '${shows}', ${[
        figures.numerator,
        figures.status,
        figures.needed,
        figures.projection,
      ]
        .map(text)
        .join(', ')}, null)`,
  );
  const tables = `with fct_measure_suppressed as (select * from (values ${values.join(', ')}) as published(
    measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source, shows,
    numerator, status, students_needed, projection_milli, acceleration_milli)),
  dim_measure as (${MEASURES})`;
  const query = async (sql: string) => await engine.rows(sql.replace(/^with/, `${tables},`));
  return (await givenAway({ query })).map(
    ({ measure_code, school_year, window_code, subgroup_code, what }: GivenAway) =>
      `${what} of ${measure_code} ${school_year} ${window_code} ${subgroup_code}`,
  );
}

describe('a hidden figure is given away', () => {
  it('by a status: with the target it says how many at least, or at most', async () => {
    expect(await found(hidden({ status: 'met' }))).toEqual(['status of literacy 2025 EOY ALL']);
  });

  it('by the students still needed: the target less these is the figure', async () => {
    expect(await found(hidden({ needed: 4 }))).toEqual(['students needed of literacy 2025 EOY ALL']);
  });

  it('by a projection: of the year before it takes two figures', async () => {
    const before = literacy({ year: 2024, window: 'BOY' });
    const annual = literacy({ year: 2024 });
    const projected = literacy({ window: 'BOY', projection: 60_000 });
    expect(await found(projected, before, annual)).toEqual([]);
    expect(await found(projected, before, hidden({ year: 2024 }))).toEqual([
      'projection of literacy 2025 BOY ALL',
    ]);
    expect(await found(projected, hidden({ year: 2024, window: 'BOY' }), annual)).toEqual([
      'projection of literacy 2025 BOY ALL',
    ]);
  });

  it('by a status in autumn, which follows from the projection', async () => {
    const others = [literacy({ year: 2024, window: 'BOY' }), hidden({ year: 2024 })];
    expect(await found(literacy({ window: 'BOY', status: 'on_track' }), ...others)).toEqual([
      'projection of literacy 2025 BOY ALL',
    ]);
    expect(await found(literacy({ window: 'BOY', status: 'no_target' }), ...others)).toEqual([]);
  });

  it('by a gap, with the other of its two subgroups', async () => {
    const gap = { measure: 'gap', numerator: 5 };
    const [one, other] = [literacy({ subgroup: 'BLCK' }), literacy({ subgroup: 'WHTE' })];
    expect(await found(gap, one, other)).toEqual([]);
    expect(await found(gap, one, hidden({ subgroup: 'WHTE' }))).toEqual([
      'second of two of gap 2025 EOY ALL',
    ]);
    expect(await found(gap, hidden({ subgroup: 'BLCK' }), other)).toEqual([
      'first of two of gap 2025 EOY ALL',
    ]);
  });

  it('by a change, with the figure of the other year', async () => {
    const change = { measure: 'change', numerator: 5, subgroup: 'BLCK' };
    expect(
      await found(change, literacy({ subgroup: 'BLCK' }), hidden({ subgroup: 'BLCK', year: 2024 })),
    ).toEqual(['second of two of change 2025 EOY BLCK']);
  });

  it('by a change within the year, with the figure at its end', async () => {
    expect(await found({ measure: 'gain', numerator: 5 }, literacy({}), hidden({ window: 'BOY' }))).toEqual([
      'second of two of gain 2025 EOY ALL',
    ]);
    expect(await found({ measure: 'gain', numerator: 5 }, literacy({}), literacy({ window: 'BOY' }))).toEqual(
      [],
    );
  });

  it('by a row that is not there: it is hidden', async () => {
    expect(await found({ measure: 'gap', numerator: 5 }, literacy({ subgroup: 'BLCK' }))).toEqual([
      'second of two of gap 2025 EOY ALL',
    ]);
  });
});
