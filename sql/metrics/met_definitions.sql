-- One row per figure of a measure that says how its rule stands to another's: nothing reads it, its check tells where the
-- figures of the same students say otherwise.
-- Key: measure_code, other_measure, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code,
-- source.
-- Rule: those who meet a rule within another are no more than meet the other; those who meet one that excludes another are
-- no more than do not meet the other. Suppression relies on it (docs/suppression.md), where all figures keep it.
with counts as (
    select * from met_measure_counts
),

definitions as (
    select
        measures.measure_code,
        measures.met_within as other_measure,
        true as is_within
    from stg_measures as measures
    where measures.met_within is not null
    union all
    select
        measures.measure_code,
        measures.met_apart_from as other_measure,
        false as is_within
    from stg_measures as measures
    where measures.met_apart_from is not null
)

select
    counts.measure_code,
    definitions.other_measure,
    counts.school_year,
    counts.window_code,
    counts.organisation_level,
    counts.organisation_code,
    counts.grade,
    counts.subgroup_code,
    counts.source,
    counts.numerator,
    case
        when definitions.is_within then others.numerator
        else others.denominator - others.numerator
    end as most
from counts
inner join definitions on counts.measure_code = definitions.measure_code
inner join counts as others
    on definitions.other_measure = others.measure_code
    and counts.school_year = others.school_year
    and counts.window_code = others.window_code
    and counts.organisation_level = others.organisation_level
    and counts.organisation_code = others.organisation_code
    and counts.grade = others.grade
    and counts.subgroup_code = others.subgroup_code
    and counts.source = others.source
    and counts.denominator = others.denominator
