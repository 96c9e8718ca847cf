-- One row per figure that is a share of 1: nothing reads it, its check refuses a share above 100 %.
-- Key: measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source.
-- Rule: what met the rule is part of what was counted, at every level, for every subgroup and pair.
select
    measure_counts.measure_code,
    measure_counts.school_year,
    measure_counts.window_code,
    measure_counts.organisation_level,
    measure_counts.organisation_code,
    measure_counts.grade,
    measure_counts.subgroup_code,
    measure_counts.source,
    measure_counts.numerator,
    measure_counts.denominator
from met_measure_counts as measure_counts
inner join stg_measures as measures on measure_counts.measure_code = measures.measure_code
where measures.kind = 'rate'
