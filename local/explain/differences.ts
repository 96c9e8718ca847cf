import type { Engine, Row } from '../../functions/engines/engine.ts';
import { type Model, ModelError } from '../../functions/refresh/models.ts';
import { PUBLISHES, standing } from '../../functions/refresh/publishes.ts';
import { numberOrNull, text, textOrNull } from '../scorecard/row.ts';
import type { Differs } from './reasons.ts';

/** A figure as one publish has it. */
export interface Stood {
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly targetMilli: number | null;
  readonly status: string;
}

/** A figure that two publishes have differently; null where one has none. */
export interface Difference {
  readonly measureCode: string;
  readonly level: string;
  /** The rest of its key: organisation, school year, window, grade, subgroup, source. */
  readonly place: string;
  readonly was: Stood | null;
  readonly is: Stood | null;
}

const KEY = [
  'measure_code',
  'organisation_level',
  'organisation_code',
  'school_year',
  'window_code',
  'grade',
  'subgroup_code',
  'source',
] as const;
const SAYS = ['numerator', 'denominator', 'target_milli', 'status'] as const;

export interface PublishOf {
  readonly id: number;
  readonly at: string;
  readonly fingerprint: string;
}

/** The publishes that were completed, oldest first. */
export async function readPublishes(engine: Pick<Engine, 'rows' | 'curated'>): Promise<PublishOf[]> {
  const rows = await engine.rows(
    `select publish_id, published_at, fingerprint from ${engine.curated(PUBLISHES)} order by publish_id`,
  );
  return rows.map((row) => ({
    id: Number(row.publish_id),
    at: String(row.published_at),
    fingerprint: String(row.fingerprint),
  }));
}

/** The figures that differ between two publishes, in the order of their key. */
export async function readDifferences(
  engine: Pick<Engine, 'rows' | 'curated'>,
  models: readonly Model[],
  from: number,
  to: number,
): Promise<Difference[]> {
  const columns = [...KEY, ...SAYS].map((name) => {
    const column = models
      .find((model) => model.name === 'fct_measure')
      ?.columns.find((each) => each.name === name);
    if (!column) throw new ModelError(`fct_measure has no column ${name}`);
    return column;
  });
  const rows = await engine.rows(`with was as (
${standing(engine, 'fct_measure', columns, from)}
),

now as (
${standing(engine, 'fct_measure', columns, to)}
)

select
    ${KEY.map((name) => `coalesce(was.${name}, now.${name}) as ${name}`).join(',\n    ')},
    ${SAYS.map((name) => `was.${name} as was_${name}, now.${name} as now_${name}`).join(',\n    ')}
from was
full outer join now on ${KEY.map((name) => `was.${name} = now.${name}`).join(' and ')}
where ${SAYS.map((name) => `was.${name} is distinct from now.${name}`).join(' or ')}
order by ${KEY.join(', ')}`);
  return rows.map(differenceOf);
}

function differenceOf(row: Row): Difference {
  const grade = text(row, 'grade');
  const subgroup = text(row, 'subgroup_code');
  const place = [
    text(row, 'organisation_code'),
    String(row.school_year),
    text(row, 'window_code'),
    grade === 'ALL' ? '' : `grade ${grade}`,
    subgroup === 'ALL' ? '' : subgroup,
    text(row, 'source'),
  ];
  return {
    measureCode: text(row, 'measure_code'),
    level: text(row, 'organisation_level'),
    place: place.filter((part) => part !== '').join(' '),
    was: stoodIn(row, 'was'),
    is: stoodIn(row, 'now'),
  };
}

function stoodIn(row: Row, when: 'was' | 'now'): Stood | null {
  const status = textOrNull(row, `${when}_status`);
  if (status === null) return null;
  return {
    status,
    numerator: numberOrNull(row, `${when}_numerator`),
    denominator: numberOrNull(row, `${when}_denominator`),
    targetMilli: numberOrNull(row, `${when}_target_milli`),
  };
}

/** What differs in the figures of one measure: a status that follows another target is no difference of its own. */
export function differsIn(differences: readonly Difference[]): Differs {
  const hasOtherTarget = ({ was, is }: Difference) =>
    was !== null && is !== null && was.targetMilli !== is.targetMilli;
  const isSameCount = ({ was, is }: Difference) =>
    was !== null && is !== null && was.numerator === is.numerator && was.denominator === is.denominator;
  return {
    targets: differences.some(hasOtherTarget),
    figures: differences.some((difference) => !(hasOtherTarget(difference) && isSameCount(difference))),
  };
}
