import { GRADES } from '../../feeds/contract/vocabulary.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import { type MadeUpSchool, schoolDaysOf } from './shape.ts';

/** Statements that make the people of a district, out of nothing but the seed: same seed, same district. */
export function peopleStatements(
  students: number,
  seed: number,
  years: readonly number[],
  schools: readonly MadeUpSchool[],
): string[] {
  const last = Math.max(...years);
  // Grades KG to 12 in each year: with every year back one more cohort has since graduated.
  const cohorts = 13 + last - Math.min(...years);
  const people = Math.round((students * cohorts) / 13);
  return [
    // A share of 1 that is the same for the same things, whatever else is made.
    `create macro chance(who, what) as (hash(${seed}, who, what) % 1000003) / 1000003e0`,
    `create table school (place integer, school_code varchar, lowest integer, highest integer)`,
    `insert into school values ${schools.map((school, at) => `(${at}, '${school.code}', ${rank(school.lowest)}, ${rank(school.highest)})`).join(', ')}`,
    `create table day (school_year integer, number integer, day date)`,
    `insert into day values ${years.flatMap((year) => schoolDaysOf(year).map((day, at) => `(${year}, ${at}, date '${day}')`)).join(', ')}`,
    `create table grade (rank integer, grade varchar)`,
    `insert into grade values ${GRADES.map((grade) => `(${rank(grade)}, ${literal(grade, 'varchar')})`).join(', ')}`,
    // The schools that offer a grade, numbered, so that a share of 1 picks one.
    `create table offer as
    select rank, school_code, row_number() over (partition by rank order by place) - 1 as number, count(*) over (partition by rank) as schools
    from grade inner join school on rank between lowest and highest`,
    `create table person as
    select
      number,
      cast(1000000000 + (number * 7919 + ${seed} * 104729) % 8999999999 as varchar) as student_id,
      cast(floor(chance(number, 'cohort') * ${cohorts}) as integer) as cohort,
      chance(number, 'eds') < 0.46 as is_eds,
      chance(number, 'el') < 0.20 as is_el,
      chance(number, 'swd') < 0.12 as is_swd,
      case when chance(number, 'sex') < 0.49 then 'F' else 'M' end as sex,
      case
        when chance(number, 'race') < 0.35 then 'BLCK' when chance(number, 'race') < 0.66 then 'HISP'
        when chance(number, 'race') < 0.89 then 'WHTE' when chance(number, 'race') < 0.96 then 'ASIA'
        when chance(number, 'race') < 0.99 then 'MULT' when chance(number, 'race') < 0.997 then 'AMIN' else 'PACI' end as race,
      chance(number, 'talent') as talent
    from range(${people}) as people (number)
    order by number`,
    // Who is in which grade in which year; about one in a hundred stays down in the last year.
    `create table enrolled as
    select school_year, person.*, grade.grade, grade.rank
    from person
    cross join (select unnest([${years.join(', ')}]) as school_year) as years
    inner join grade on grade.rank = cohort - (${last} - school_year)
      - case when school_year = ${last} and cohort between 1 and 12 and chance(number, 'retained') < 0.01 then 1 else 0 end
    where grade.rank between 0 and 12
    order by school_year, number`,
    `create table stay as ${staysSelect()}`,
  ];
}

/** Stays at schools: most a whole year, some late, left early, or cut in two by a transfer within the district. */
function staysSelect(): string {
  return `select
    placed.*,
    calendar[first_day + 1] as entry_date,
    case when last_day < 177 then calendar[last_day + 1] end as exit_date
  from (
    select enrolled.*, offer.school_code, part,
      case when part = 2 then moved_on when is_late then 30 else 0 end as first_day,
      case when part = 1 and moved_on is not null then moved_on - 1 when left_on is not null then left_on else 177 end as last_day
    from (
      select enrolled.*,
        case when chance(number, school_year || 'moves') < 0.015 then 60 + cast(floor(chance(number, school_year || 'moved') * 80) as integer) end as moved_on,
        chance(number, school_year || 'late') < 0.02 as is_late,
        case when chance(number, school_year || 'leaves') < 0.01 then 145 + cast(floor(chance(number, 'left') * 30) as integer) end as left_on
      from enrolled
    ) as enrolled
    cross join (select unnest([1, 2]) as part) as parts
    inner join offer on offer.rank = enrolled.rank
      and offer.number = (cast(floor(chance(enrolled.number, case when enrolled.rank <= 5 then 'first school' when enrolled.rank <= 8 then 'middle school' else 'high school' end) * offer.schools) as integer) + part - 1) % offer.schools
    where part = 1 or moved_on is not null
  ) as placed
  inner join (select school_year, list(day order by number) as calendar from day group by school_year) as calendars using (school_year)
  order by school_year, number, part`;
}

/** Kindergarten is 0, grade 1 is 1; PK is -1. */
function rank(grade: string): number {
  return grade === 'PK' ? -1 : grade === 'KG' ? 0 : Number(grade);
}
