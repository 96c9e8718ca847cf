import { z } from 'zod';
import { literal } from '../functions/engines/sql-text.ts';
import type { PublishedCell } from '../functions/suppress/audit/published.ts';
import { CELL_COLUMNS, placeOf } from '../functions/suppress/shown-cells.ts';
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
    ...CELL_COLUMNS,
    shows: z.enum(['figure', 'band', 'size', 'nothing']),
    band: z.string().nullable(),
    numerator: count,
    denominator: count,
  })
  .transform(
    (row): PublishedCell => ({
      ...placeOf(row),
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
    dim_measure.met_within,
    dim_measure.met_apart_from,
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
