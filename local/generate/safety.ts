import type { ExtractSelect } from './extract-select.ts';

/** Reportable acts and suspensions of a year: more of both in the grades from 6 on. */
export function safetyExtracts(year: number): ExtractSelect[] {
  return [
    {
      name: `incidents_${year}.csv`,
      select: `select
        school_year,
        'I-' || row_number() over (order by roll) as incident_id,
        acts[1 + cast(floor(chance('which act', number, school_year) * len(acts)) as integer)] as act,
        school_code,
        incident_date,
        case when roll % 20 = 0 then 'event' when roll % 20 = 1 then 'transportation' else 'school' end as place,
        roll
      from (
        select *, hash('act', number, school_year) as roll, ${dayWithin('act on')} as incident_date, ${ACTS} as acts
        from stay inner join calendar using (school_year)
        where school_year = ${year}
            and chance('act', number, school_year) < case when rank >= 6 then 0.019 else 0.003 end
      ) as acted`,
      mistakes: [],
    },
    {
      name: `suspensions_${year}.csv`,
      select: `select
        school_year,
        'S-' || row_number() over (order by roll) as suspension_id,
        student_id,
        school_code,
        start_date,
        kind,
        case kind when 'in_school' then 1 when 'short_term' then 1 + roll % 10 else 11 + roll % 40 end as days,
        roll
      from (
        select
          *,
          case
            when how < 0.35 then 'in_school' when how < 0.97 then 'short_term'
            when how < 0.998 then 'long_term' else 'expulsion'
          end as kind
        from (
          select
            *,
            hash('suspension', number, school_year) as roll,
            chance('suspended how', number, school_year) as how,
            ${dayWithin('suspended on')} as start_date
          from stay inner join calendar using (school_year)
          where school_year = ${year}
              and chance('suspended', number, school_year)
                  < case when rank >= 6 then 0.11 else 0.025 end * case when is_eds then 1.5 else 0.6 end
        ) as suspended
      ) as judged`,
      mistakes: [
        { column: 'days', value: '999', field: 'days', rule: 'too_big' },
        { column: 'kind', value: 'home', field: 'kind', rule: 'not_one_of' },
        { column: 'school_code', value: '600999', field: 'school_code', rule: 'unknown_reference' },
      ],
    },
  ];
}

// The commonest of the 16, as far as news of districts tell; how often each happens is made up.
const ACTS = `['possession_of_controlled_substance', 'possession_of_controlled_substance', 'possession_of_weapon',
  'possession_of_weapon', 'assault_on_personnel', 'possession_of_alcohol', 'sexual_assault', 'bomb_threat']`;

/** A school day of the stay. */
function dayWithin(what: string): string {
  return `days[1 + first_day + cast(floor(chance('${what}', number, school_year) * (last_day - first_day + 1)) as integer)]`;
}
