import { GRADES } from '../../feeds/contract/vocabulary.ts';
import { NEIGHBOURHOODS } from './shape.ts';

/** A share of 1 that is the same for the same things, whatever else is made; a bell curve around 0; a steep curve. */
export function chanceMacros(seed: number): string[] {
  return [
    // Hashed twice, because one round leaves the shares of two things of one student alike.
    `create macro chance(what, who) as (hash(hash(${seed}, what, who)) >> 11) / 9007199254740992e0,
        (what, who, school_year) as (hash(hash(${seed}, what, who, school_year)) >> 11) / 9007199254740992e0`,
    `create macro bell(what, who) as
        2 * (chance(what || ' 1', who) + chance(what || ' 2', who) + chance(what || ' 3', who)) - 3,
        (what, who, school_year) as
        2 * (chance(what || ' 1', who, school_year) + chance(what || ' 2', who, school_year)
        + chance(what || ' 3', who, school_year)) - 3`,
    // Only arithmetic whose last digit is the same on every machine.
    'create macro cube(share) as share * share * share',
  ];
}

// Each year: students who come late, who change schools within the district, who leave, who stay down.
const ARRIVE = 0.03;
const MOVE = 0.0155;
const LEAVE = 0.025;
const STAY_DOWN = 0.012;

// Of a year's children: those in prekindergarten, and those in grade 13, which few high schools have.
const PREKINDERGARTEN = 0.28;
const GRADE_13 = 0.03;

/** Statements that make table `person`: who they are, where they live, and what happens to them in which year. */
export function peopleStatements(students: number, seed: number, years: readonly number[]): string[] {
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const cohorts = GRADES.length + last - first;
  // 13 grades in full and parts of two more are there in a year, but for those yet to come or gone already.
  const absent = ((ARRIVE + LEAVE) * (last - first)) / 2;
  const people = Math.round((students * cohorts) / ((13 + PREKINDERGARTEN + GRADE_13) * (1 - absent)));
  return [
    `create table person as
    with housed as (
        select number, cast(floor(chance('home', number) * ${NEIGHBOURHOODS}) as integer) as home
        from range(${people}) as people (number)
    ),

    raced as (
        select
            number,
            home,
            chance('race', number) as race_share,
            case
                when race_share < 0.35 then 'BLCK'
                when race_share < 0.66 then 'HISP'
                when race_share < 0.89 then 'WHTE'
                when race_share < 0.965 then 'ASIA'
                when race_share < 0.995 then 'MULT'
                when race_share < 0.998 then 'AMIN'
                else 'PACI'
            end as race
        from housed
    )

    select
        number,
        -- A step that shares no factor with the range gives each number another id.
        cast(9000000000 + (number * 7919 + ${seed} * 104729) % 999999999 as varchar) as student_id,
        cast(floor(chance('cohort', number) * ${cohorts}) as integer) - ${last - first + 1} as first_rank,
        home,
        cast((home + ${NEIGHBOURHOODS / 4} + floor(chance('next home', number) * ${NEIGHBOURHOODS / 2}))
            as integer) % ${NEIGHBOURHOODS} as next_home,
        case when chance('sex', number) < 0.488 then 'F' else 'M' end as sex,
        race,
        chance('eds', number) < (0.45 + 1.1 * home / ${NEIGHBOURHOODS}) * case race
            when 'BLCK' then 0.59 when 'HISP' then 0.60 when 'WHTE' then 0.15 when 'ASIA' then 0.25 else 0.45
        end as is_eds,
        chance('el', number) < case race when 'HISP' then 0.50 when 'ASIA' then 0.30 else 0.035 end as is_el,
        chance('swd', number) < 0.12 as is_swd,
        chance('prekindergarten', number) < ${PREKINDERGARTEN} as is_early,
        chance('grade 13', number) < 0.6 as stays_on,
        bell('talent', number) as talent,
        ${yearOf('arrives', ARRIVE, years)} as arrives_in,
        ${yearOf('moves', MOVE, years)} as moves_in,
        ${yearOf('leaves', LEAVE, years)} as leaves_in,
        ${yearOf('stays down', STAY_DOWN, years.slice(1))} as stays_down_in
    from raced
    order by number`,
  ];
}

/** The one year in which something happens to a student, or null: each year to the same share of them. */
function yearOf(what: string, share: number, years: readonly number[]): string {
  const cases = years.map(
    (year, at) => `when chance('${what}', number) < ${((at + 1) * share).toFixed(6)} then ${year}`,
  );
  return cases.length === 0 ? 'cast(null as integer)' : `case ${cases.join(' ')} end`;
}
