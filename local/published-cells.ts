import { z } from 'zod';
import { literal } from '../functions/engines/sql-text.ts';
import type { PublishedCell } from '../functions/suppress/audit/published.ts';
import { KINDS } from '../functions/suppress/cell.ts';
import { familyOf } from '../functions/suppress/shown-cells.ts';
import type { Published } from './published.ts';

/** The cells of one school year and window, as they are published. */
export interface PublishedSlice {
  readonly slice: string;
  readonly cells: readonly PublishedCell[];
}

const slice = z.object({ school_year: z.int(), window_code: z.string() });
const count = z.coerce.number().int().nullable();

const cellRow = z
  .object({
    measure_code: z.string(),
    kind: z.enum(KINDS),
    counts_upward: z.enum(['school', 'each_level']),
    school_year: z.int(),
    window_code: z.string(),
    organisation_level: z.enum(['district', 'performance_area', 'school']),
    organisation_code: z.string(),
    performance_area: z.string(),
    grade: z.string(),
    subgroup_code: z.string(),
    subgroup_family: z.string().nullable(),
    source: z.string(),
    shows: z.enum(['figure', 'band', 'size', 'nothing']),
    band: z.string().nullable(),
    numerator: count,
    denominator: count,
  })
  .transform(
    (row): PublishedCell => ({
      measure: row.measure_code,
      kind: row.kind,
      upward: row.counts_upward,
      year: row.school_year,
      window: row.window_code,
      level: row.organisation_level,
      organisation: row.organisation_code,
      area: row.performance_area,
      grade: row.grade,
      subgroup: row.subgroup_code,
      family: row.subgroup_family ?? familyOf(row.subgroup_code),
      source: row.source,
      shows: row.shows,
      band: row.band,
      numerator: row.numerator,
      denominator: row.denominator,
    }),
  );

/** Reads the suppressed figures of what is published, slice by slice; gaps and changes follow from them. */
export async function* publishedCells({ query }: Pick<Published, 'query'>): AsyncGenerator<PublishedSlice> {
  const slices = await query(
    'select distinct school_year, window_code from fct_measure_suppressed order by 1, 2',
  );
  for (const row of slices) {
    const { school_year, window_code } = slice.parse(row);
    const cells = await query(`select
    fct_measure_suppressed.*,
    dim_measure.kind,
    dim_measure.counts_upward,
    dim_subgroup.subgroup_family
from fct_measure_suppressed
inner join dim_measure on fct_measure_suppressed.measure_code = dim_measure.measure_code
left join dim_subgroup on fct_measure_suppressed.subgroup_code = dim_subgroup.subgroup_code
where dim_measure.of_measure is null
    and fct_measure_suppressed.school_year = ${literal(school_year, 'integer')}
    and fct_measure_suppressed.window_code = ${literal(window_code, 'varchar')}`);
    yield { slice: `${school_year} ${window_code}`, cells: cells.map((cell) => cellRow.parse(cell)) };
  }
}
