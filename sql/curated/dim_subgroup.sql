-- One row per subgroup of students, by the code of NC DPI's Disag codebook, and per pair of race with one more.
-- Key: subgroup_code.
with subgroups as (
    select
        subgroup_row.subgroup_code,
        subgroup_row.subgroup_name,
        subgroup_row.subgroup_family,
        subgroup_row.sort_order
    from (
        values
            ('ALL', 'All students', 'All students', 1),
            ('FEM', 'Female', 'Sex', 2),
            ('MALE', 'Male', 'Sex', 3),
            ('AMIN', 'American Indian', 'Race and ethnicity', 4),
            ('ASIA', 'Asian', 'Race and ethnicity', 5),
            ('BLCK', 'Black', 'Race and ethnicity', 6),
            ('HISP', 'Hispanic', 'Race and ethnicity', 7),
            ('MULT', 'Two or more races', 'Race and ethnicity', 8),
            ('PACI', 'Pacific Islander', 'Race and ethnicity', 9),
            ('WHTE', 'White', 'Race and ethnicity', 10),
            ('EDS', 'Economically disadvantaged', 'Economic situation', 11),
            ('NOT_EDS', 'Not economically disadvantaged', 'Economic situation', 12),
            ('ELS', 'English learners', 'English learner', 13),
            ('NOT_ELS', 'Not English learners', 'English learner', 14),
            ('SWD', 'Students with disabilities', 'Disability', 15),
            ('NOT_SWD', 'Students without disabilities', 'Disability', 16)
    ) as subgroup_row (subgroup_code, subgroup_name, subgroup_family, sort_order)
)

select
    subgroups.subgroup_code,
    subgroups.subgroup_name,
    subgroups.subgroup_family,
    subgroups.sort_order
from subgroups
union all
select
    race.subgroup_code || '*' || second.subgroup_code as subgroup_code,
    race.subgroup_name || ', ' || second.subgroup_name as subgroup_name,
    race.subgroup_family || ' by ' || second.subgroup_family as subgroup_family,
    race.sort_order * 100 + second.sort_order as sort_order
from subgroups as race
inner join subgroups as second on race.subgroup_family <> second.subgroup_family
where race.subgroup_family = 'Race and ethnicity'
    and second.subgroup_family <> 'All students'
