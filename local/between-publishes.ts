import { z } from 'zod';
import type { Parameters } from '../functions/suppress/parameters.ts';
import { figureKey } from './figure-key.ts';
import type { Published } from './published.ts';

/** The table of which every version is read: open it with `versionsOf`. */
export const COMPARED = 'fct_measure_suppressed';

/** What readers know of a figure when they hold its publishes against each other. */
export interface BetweenPublishes {
  /** How many publishes there are to hold against each other. */
  readonly publishes: number;
  readonly shownBefore: readonly ShownBefore[];
  readonly smallDifferences: readonly SmallDifference[];
}

/** A figure of which an earlier publish showed more than the current one. */
export type ShownBefore = z.infer<typeof shownBeforeRow>;

/**
 * Two counts of one figure that publishes showed, less than a smallest group apart. Where days are counted, one student
 * may be more than that, and is not found.
 */
export type SmallDifference = z.infer<typeof smallDifferenceRow>;

const shows = z.enum(['figure', 'band', 'size', 'nothing']);
const count = z.coerce.number().int();

const shownBeforeRow = z.object({
  figure: figureKey,
  shows,
  /** The last publish that told the most, and what. */
  publish_before: count,
  shown_before: shows,
  band_before: z.string().nullable(),
  numerator_before: count.nullable(),
  denominator_before: count.nullable(),
});

const smallDifferenceRow = z.object({
  figure: figureKey,
  what: z.enum(['numerator', 'denominator']),
  /** The first publish with each count, the earlier one before. */
  publish_before: count,
  count_before: count,
  publish_after: count,
  count_after: count,
});

const KEY = Object.keys(figureKey.shape);
const keyOf = (relation: string) => KEY.map((name) => `${relation}.${name}`).join(', ');

// Of several earlier versions the one that tells the most, and the latest of these.
const SHOWN_BEFORE = `with versions as (
    select
        compared.*,
        case compared.shows when 'figure' then 3 when 'band' then 2 when 'size' then 1 else 0 end as tells
    from ${COMPARED}_versions as compared
),

earlier as (
    select
        versions.*,
        row_number() over (
            partition by ${keyOf('versions')}
            order by versions.tells desc, versions.publish_to desc
        ) as place
    from versions
    where versions.publish_to is not null
)

select
    ${keyOf('standing')},
    standing.shows,
    earlier.publish_to - 1 as publish_before,
    earlier.shows as shown_before,
    earlier.band as band_before,
    earlier.numerator as numerator_before,
    earlier.denominator as denominator_before
from versions as standing
inner join earlier on ${KEY.map((name) => `standing.${name} = earlier.${name}`).join(' and ')}
where standing.publish_to is null
    and earlier.place = 1
    and earlier.tells > standing.tells
order by ${keyOf('standing')}`;

// Gaps and changes count nobody. Readers hold any two publishes against each other: of the counts of a figure in the
// order of their size, those beside each other are the closest.
const smallDifferencesSelect = (smallestGroup: number) => `with counted as (
    select compared.*
    from ${COMPARED}_versions as compared
    inner join dim_measure on compared.measure_code = dim_measure.measure_code
    where dim_measure.of_measure is null
),

shown_counts as (
    select counted.*, 'numerator' as what, counted.numerator as shown_count
    from counted
    where counted.numerator is not null
    union all
    select counted.*, 'denominator' as what, counted.denominator as shown_count
    from counted
    where counted.denominator is not null
),

first_shown as (
    select
        ${keyOf('shown_counts')},
        shown_counts.what,
        shown_counts.shown_count,
        min(shown_counts.publish_from) as first_publish
    from shown_counts
    group by ${keyOf('shown_counts')}, shown_counts.what, shown_counts.shown_count
),

beside_each_other as (
    select
        first_shown.*,
        lag(first_shown.shown_count) over same_count as count_below,
        lag(first_shown.first_publish) over same_count as publish_below
    from first_shown
    window same_count as (
        partition by ${keyOf('first_shown')}, first_shown.what
        order by first_shown.shown_count
    )
),

in_time as (
    select
        beside_each_other.*,
        beside_each_other.publish_below < beside_each_other.first_publish as has_grown
    from beside_each_other
    where beside_each_other.shown_count - beside_each_other.count_below < ${smallestGroup}
)

select
    ${keyOf('in_time')},
    in_time.what,
    case when in_time.has_grown then in_time.publish_below else in_time.first_publish end as publish_before,
    case when in_time.has_grown then in_time.count_below else in_time.shown_count end as count_before,
    case when in_time.has_grown then in_time.first_publish else in_time.publish_below end as publish_after,
    case when in_time.has_grown then in_time.shown_count else in_time.count_below end as count_after
from in_time
order by publish_after desc, ${keyOf('in_time')}, in_time.what, count_before`;

/** Takes published rows alone, as the audit does, of every publish that their reader can read. */
export async function betweenPublishes(
  { query }: Pick<Published, 'query'>,
  { smallestGroup }: Pick<Parameters, 'smallestGroup'>,
): Promise<BetweenPublishes> {
  const [publishes] = await query('select count(*) as publishes from publishes');
  const shownBefore = await query(SHOWN_BEFORE);
  const smallDifferences = await query(smallDifferencesSelect(smallestGroup));
  return {
    publishes: count.parse(publishes?.publishes),
    // A row holds the key beside the rest; zod takes of it what each names.
    shownBefore: shownBefore.map((row) => shownBeforeRow.parse({ ...row, figure: row })),
    smallDifferences: smallDifferences.map((row) => smallDifferenceRow.parse({ ...row, figure: row })),
  };
}
