import { GRADES } from '../../feeds/contract/vocabulary.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import { dateList, schoolDaysOf } from './calendar.ts';

/**
 * Statements that make table `enrolled`, a row per student and year, and from it table `stay`: most a whole year,
 * some late, left early, or cut in two by a transfer within the district. They need `person` and `catchment`.
 */
export function stayStatements(years: readonly number[]): string[] {
  const first = Math.min(...years);
  const lastDay = schoolDaysOf(first).length - 1;
  return [
    'create table calendar (school_year integer, days date[])',
    `insert into calendar values ${years.map((year) => `(${year}, ${dateList(schoolDaysOf(year))})`).join(', ')}`,
    'create table grade (rank integer, grade varchar)',
    `insert into grade values ${GRADES.map((grade, at) => `(${at - 1}, ${literal(grade, 'varchar')})`).join(', ')}`,
    `create table enrolled as
    with in_year as (
        select
            calendar.school_year,
            person.*,
            first_rank + school_year - ${first}
                - case when stays_down_in <= school_year and first_rank + stays_down_in - ${first} between 1 and 12
                    then 1 else 0 end as rank
        from person
        cross join calendar
        where school_year >= coalesce(arrives_in, school_year) and school_year <= coalesce(leaves_in, school_year)
    )

    select
        in_year.*,
        grade.grade,
        case when moves_in < school_year then after.school_code else before.school_code end as first_school,
        case when moves_in = school_year then after.school_code end as next_school
    from in_year
    inner join grade using (rank)
    left join catchment as before on before.neighbourhood = in_year.home and before.rank = in_year.rank
    left join catchment as after on after.neighbourhood = in_year.next_home and after.rank = in_year.rank
    where (in_year.rank >= 0 or in_year.is_early) and (in_year.rank <= 12 or in_year.stays_on)
        -- Grade 13 is only for those who are at a school that has it.
        and first_school is not null
    order by school_year, number`,
    // School days are numbered from 0; arrivals, moves and departures of one year never cross.
    `create table stay as
    with happened as (
        select
            *,
            case when arrives_in = school_year then 3 + cast(floor(chance('arrives on', number) * 57) as integer)
                else 0 end as arrival,
            case when next_school <> first_school
                then 61 + cast(floor(chance('moves on', number) * 69) as integer) end as moving,
            case
                when leaves_in is distinct from school_year then ${lastDay}
                -- A few leave within two weeks: too few days to count as chronically absent.
                when chance('leaves soon', number) < 0.1 and arrival = 0 and moving is null
                    then 2 + cast(floor(chance('leaves on', number) * 6) as integer)
                else 131 + cast(floor(chance('leaves on', number) * 40) as integer)
            end as departure
        from enrolled
    )

    select
        happened.* exclude (arrival, moving, departure),
        part.part,
        case when part = 2 then next_school else first_school end as school_code,
        case when part = 2 then moving else arrival end as first_day,
        case when part = 1 and moving is not null then moving - 1 else departure end as last_day,
        calendar.days[first_day + 1] as entry_date,
        case
            when part = 1 and moving is not null then calendar.days[moving + 1] - 1
            when last_day < ${lastDay} then calendar.days[last_day + 1]
        end as exit_date
    from happened
    cross join (values (1), (2)) as part (part)
    inner join calendar using (school_year)
    where part = 1 or moving is not null
    order by school_year, number, part`,
  ];
}
