import { z } from 'zod';
import { figureKey } from './figure-key.ts';
import type { Published } from './published.ts';

/** A figure that follows from others and is shown although one of those is not: who knows it can work that one out. */
export type GivenAway = z.infer<typeof givenAwayRow>;

const givenAwayRow = figureKey.extend({ what: z.string() });

// Every figure with each that it follows from: of a share, a target and students needed are its numerator.
const GIVEN_AWAY = `with rows_of_all as (
    select suppressed.*, catalogue.of_measure, catalogue.focus_subgroup, catalogue.reference_subgroup,
        catalogue.change_from, catalogue.annual_window
    from fct_measure_suppressed as suppressed
    inner join dim_measure as catalogue on suppressed.measure_code = catalogue.measure_code
),

follows_from as (
    select rows_of_all.*, 'numerator' as what, measure_code as from_measure, school_year as from_year,
        window_code as from_window, subgroup_code as from_subgroup
    from rows_of_all where of_measure is null and numerator is not null
    union all
    select rows_of_all.*, 'status', measure_code, school_year, window_code, subgroup_code
    from rows_of_all where of_measure is null and status in ('met', 'on_track', 'off_track')
    union all
    select rows_of_all.*, 'students needed', measure_code, school_year, window_code, subgroup_code
    from rows_of_all where students_needed is not null
    union all
    select rows_of_all.*, 'projection', coalesce(of_measure, measure_code), school_year - years.back,
        case years.which when 'annual' then annual_window else window_code end, subgroup_code
    from rows_of_all
    cross join (values (0, 'own'), (1, 'before'), (1, 'annual')) as years(back, which)
    where of_measure is null
        and window_code <> annual_window
        and (
            projection_milli is not null
            or acceleration_milli is not null
            or status in ('on_track', 'off_track')
        )
    union all
    select rows_of_all.*, 'first of two', of_measure, school_year, window_code,
        coalesce(focus_subgroup, subgroup_code)
    from rows_of_all where of_measure is not null and (numerator is not null or status is not null)
    union all
    select rows_of_all.*, 'second of two', of_measure,
        school_year - case change_from when 'year_before' then 1 else 0 end,
        case change_from when 'beginning_of_year' then 'BOY' else window_code end,
        coalesce(reference_subgroup, subgroup_code)
    from rows_of_all where of_measure is not null and (numerator is not null or status is not null)
)

select follows_from.measure_code, follows_from.school_year, follows_from.window_code,
    follows_from.organisation_level, follows_from.organisation_code, follows_from.grade,
    follows_from.subgroup_code, follows_from.source, follows_from.what
from follows_from
left join fct_measure_suppressed as source_figure
    on follows_from.from_measure = source_figure.measure_code
    and follows_from.from_year = source_figure.school_year
    and follows_from.from_window = source_figure.window_code
    and follows_from.organisation_level = source_figure.organisation_level
    and follows_from.organisation_code = source_figure.organisation_code
    and follows_from.grade = source_figure.grade
    and follows_from.from_subgroup = source_figure.subgroup_code
    and follows_from.source = source_figure.source
where coalesce(source_figure.shows, 'nothing') <> 'figure'
order by all`;

/** Takes published rows alone, as the audit does: is anything shown that follows from what is hidden? */
export async function givenAway({ query }: Pick<Published, 'query'>): Promise<GivenAway[]> {
  return (await query(GIVEN_AWAY)).map((row) => givenAwayRow.parse(row));
}
