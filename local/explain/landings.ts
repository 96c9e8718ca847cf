import type { Feed } from '../../feeds/contract/feed.ts';
import type { Inputs } from '../../functions/refresh/inputs.ts';
import type { Model } from '../../functions/refresh/models.ts';

/** What narrows the files behind some figures down: their measure, years and windows, and the models that count them. */
export interface Behind {
  readonly counted: string;
  readonly years: ReadonlySet<number>;
  /** None where figures of every window may be behind them. */
  readonly windows: ReadonlySet<string> | undefined;
  readonly indicators: readonly Pick<Model, 'sql'>[];
}

/**
 * The landings of a feed that figures can come from. Files of one window or day are told apart by what they are of; of
 * any other feed all that count are behind them, for a rule may look at other years.
 */
export function landingsBehind(feed: Feed, inputs: Inputs, behind: Behind): Set<string> {
  const counted = Object.entries(inputs.landings[feed.name] ?? {});
  return new Set(
    counted.filter(([scope]) => isBehind(feed, scope, behind)).map(([, { landingId }]) => landingId),
  );
}

function isBehind({ scope: kind }: Feed, scope: string, behind: Behind): boolean {
  if (kind.kind !== 'window' && kind.kind !== 'day') return true;
  const values = scope.split('|');
  return kind.by.every((field, at) => isOf(field, values[at] ?? '', behind));
}

function isOf(field: string, value: string, { counted, years, windows, indicators }: Behind): boolean {
  switch (field) {
    case 'school_year':
      return years.has(Number(value));
    case 'attendance_date':
      return years.has(schoolYearOf(value));
    case 'window_code':
      return windows === undefined || windows.has(value);
    case 'measure_code':
      return value === counted;
    case 'assessment':
      return indicators.some(({ sql }) => sql.includes(`'${value}'`));
    default:
      return true;
  }
}

/** School years begin in July and go by the year in which they end. */
function schoolYearOf(day: string): number {
  return Number(day.slice(0, 4)) + (Number(day.slice(5, 7)) >= 7 ? 1 : 0);
}
