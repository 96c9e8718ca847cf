-- One row per gap or change of a measure: the same columns as its counts, as one fraction in whole numbers.
-- Key: measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source.
-- Rule: a gap is the reference subgroup's figure less that of the subgroup it is about. A change is the figure less that
-- of the same window a year before, less the published baseline, or less that of the window BOY; percent_change is its
-- share of what it is from.
with counts as (
    select
        measure_counts.*,
        case when measures.kind = 'count' then cast(1 as bigint) else measure_counts.denominator end as divisor,
        -- What a fraction is multiplied by to be in thousandths of the measure's unit.
        cast(case measures.kind when 'rate' then 100000 when 'per_1000' then 1000000 else 1000 end as bigint) as scale
    from met_measure_counts as measure_counts
    inner join stg_measures as measures on measure_counts.measure_code = measures.measure_code
    where measure_counts.numerator is not null
        and (measures.kind = 'count' or measure_counts.denominator > 0)
),

derived_measures as (
    select * from stg_measures where of_measure is not null
),

baselines as (
    select * from met_targets where kind = 'baseline'
),

gaps as (
    select
        derived_measures.measure_code,
        focus.school_year,
        focus.window_code,
        focus.organisation_level,
        focus.organisation_code,
        focus.grade,
        'ALL' as subgroup_code,
        focus.source,
        reference.numerator * focus.divisor - focus.numerator * reference.divisor as numerator,
        reference.divisor * focus.divisor as denominator,
        case when focus.as_of_date > reference.as_of_date then focus.as_of_date else reference.as_of_date end as as_of_date,
        focus.is_made_up or reference.is_made_up as is_made_up
    from derived_measures
    inner join counts as focus
        on derived_measures.of_measure = focus.measure_code
        and derived_measures.focus_subgroup = focus.subgroup_code
    inner join counts as reference
        on derived_measures.of_measure = reference.measure_code
        and derived_measures.reference_subgroup = reference.subgroup_code
        and focus.school_year = reference.school_year
        and focus.window_code = reference.window_code
        and focus.organisation_level = reference.organisation_level
        and focus.organisation_code = reference.organisation_code
        and focus.grade = reference.grade
        and focus.source = reference.source
    where derived_measures.kind = 'gap'
),

changes as (
    select
        derived_measures.measure_code,
        derived_measures.kind,
        figure.school_year,
        figure.window_code,
        figure.organisation_level,
        figure.organisation_code,
        figure.grade,
        figure.subgroup_code,
        figure.source,
        figure.numerator,
        figure.divisor,
        former.numerator as former_numerator,
        former.divisor as former_divisor,
        figure.as_of_date,
        figure.is_made_up or former.is_made_up as is_made_up
    from derived_measures
    inner join counts as figure on derived_measures.of_measure = figure.measure_code
    inner join counts as former
        on figure.measure_code = former.measure_code
        and figure.school_year = former.school_year + 1
        and figure.window_code = former.window_code
        and figure.organisation_level = former.organisation_level
        and figure.organisation_code = former.organisation_code
        and figure.grade = former.grade
        and figure.subgroup_code = former.subgroup_code
        and figure.source = former.source
    where derived_measures.change_from = 'year_before'
    union all
    select
        derived_measures.measure_code,
        derived_measures.kind,
        figure.school_year,
        figure.window_code,
        figure.organisation_level,
        figure.organisation_code,
        figure.grade,
        figure.subgroup_code,
        figure.source,
        figure.numerator,
        figure.divisor,
        former.numerator as former_numerator,
        former.divisor as former_divisor,
        figure.as_of_date,
        figure.is_made_up or former.is_made_up as is_made_up
    from derived_measures
    inner join counts as figure on derived_measures.of_measure = figure.measure_code
    inner join counts as former
        on figure.measure_code = former.measure_code
        and figure.school_year = former.school_year
        and figure.organisation_level = former.organisation_level
        and figure.organisation_code = former.organisation_code
        and figure.grade = former.grade
        and figure.subgroup_code = former.subgroup_code
        and figure.source = former.source
        and former.window_code = 'BOY'
    where derived_measures.change_from = 'beginning_of_year'
        and figure.window_code <> 'BOY'
    union all
    select
        derived_measures.measure_code,
        derived_measures.kind,
        figure.school_year,
        figure.window_code,
        figure.organisation_level,
        figure.organisation_code,
        figure.grade,
        figure.subgroup_code,
        figure.source,
        figure.numerator,
        figure.divisor,
        baselines.target_milli as former_numerator,
        figure.scale as former_divisor,
        figure.as_of_date,
        figure.is_made_up
    from derived_measures
    inner join counts as figure on derived_measures.of_measure = figure.measure_code
    inner join baselines
        on figure.measure_code = baselines.measure_code
        and figure.organisation_code = baselines.organisation_code
        and figure.subgroup_code = baselines.subgroup_code
    where derived_measures.change_from = 'baseline'
        and figure.grade = 'ALL'
        and figure.school_year > baselines.school_year
)

select
    gaps.measure_code,
    gaps.school_year,
    gaps.window_code,
    gaps.organisation_level,
    gaps.organisation_code,
    gaps.grade,
    gaps.subgroup_code,
    gaps.source,
    gaps.numerator,
    gaps.denominator,
    gaps.as_of_date,
    gaps.is_made_up
from gaps
union all
select
    changes.measure_code,
    changes.school_year,
    changes.window_code,
    changes.organisation_level,
    changes.organisation_code,
    changes.grade,
    changes.subgroup_code,
    changes.source,
    changes.numerator * changes.former_divisor - changes.former_numerator * changes.divisor as numerator,
    case
        when changes.kind = 'percent_change' then changes.former_numerator * changes.divisor
        else changes.divisor * changes.former_divisor
    end as denominator,
    changes.as_of_date,
    changes.is_made_up
from changes
where changes.kind = 'change' or changes.former_numerator > 0
