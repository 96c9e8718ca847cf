import { z } from 'zod';
import type { Parameters } from '../functions/suppress/parameters.ts';
import type { Published } from './published.ts';

/** What suppression hides of a school year and window, in cells. */
export type SuppressionCost = z.infer<typeof cost>;

const count = z.coerce.number().int();
const cost = z.object({
  slice: z.string(),
  cells: count,
  /** Hidden because the group is small. */
  primary: count,
  /** Hidden so that those cannot be found by subtraction. */
  complementary: count,
  /** Of which the size of the group is shown and the figure is not. */
  figures: count,
  bands: count,
  /** What would be hidden if a small group took its whole family with it. */
  families: count,
});

/** Compares suppressed figures with the whole ones, for who may see both. */
export async function suppressionCosts(
  { query }: Pick<Published, 'query'>,
  { smallestGroup }: Parameters,
): Promise<SuppressionCost[]> {
  const rows = await query(`with cells as (
    select
        suppressed.*,
        whole.numerator is not null as has_figure,
        coalesce(dim_subgroup.subgroup_family, suppressed.subgroup_code) as family,
        whole.denominator between 1 and ${smallestGroup - 1} as is_small
    from fct_measure_suppressed as suppressed
    inner join fct_measure as whole
        on suppressed.measure_code = whole.measure_code
        and suppressed.school_year = whole.school_year
        and suppressed.window_code = whole.window_code
        and suppressed.organisation_level = whole.organisation_level
        and suppressed.organisation_code = whole.organisation_code
        and suppressed.grade = whole.grade
        and suppressed.subgroup_code = whole.subgroup_code
        and suppressed.source = whole.source
    inner join dim_measure on suppressed.measure_code = dim_measure.measure_code
    left join dim_subgroup on suppressed.subgroup_code = dim_subgroup.subgroup_code
    where dim_measure.of_measure is null
        and dim_measure.kind <> 'count'
),

in_families as (
    select
        cells.*,
        bool_or(is_small) over (
            partition by
                measure_code,
                school_year,
                window_code,
                organisation_level,
                organisation_code,
                grade,
                family,
                source
        ) as is_family_hit
    from cells
)

select
    cast(school_year as varchar) || ' ' || window_code as slice,
    count(*) as cells,
    count(*) filter (where shows = 'nothing' and is_small) as primary,
    count(*) filter (where shows = 'nothing' and not is_small) as complementary,
    count(*) filter (where shows = 'size' and has_figure) as figures,
    count(*) filter (where shows = 'band') as bands,
    count(*) filter (where is_family_hit) as families
from in_families
group by school_year, window_code
order by school_year, window_code`);
  return rows.map((row) => cost.parse(row));
}
