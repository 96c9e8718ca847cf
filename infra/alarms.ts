import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Environment } from './environment.ts';
import { type Measured, sum } from './measured.ts';
import { namesOf } from './names.ts';

export interface AlarmsProps {
  readonly environment: Environment;
  readonly topic: ITopic;
  readonly measures: Measured;
}

interface AlarmAbout {
  /** Its section of docs/runbook.md, and part of its name. */
  readonly section: string;
  /** Where one section has several alarms: of what this one is. @default none */
  readonly of?: string;
  readonly says: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default GREATER_THAN_OR_EQUAL_TO_THRESHOLD */
  readonly comparison?: ComparisonOperator;
  /** Periods of the metric, all of which must be over the threshold. @default 1 */
  readonly periods?: number;
  /** @default NOT_BREACHING: where nothing happens nothing is measured, and nothing is wrong */
  readonly missing?: TreatMissingData;
}

/** More than this share of the records of an hour in quarantine means that something about an extract has changed. */
const QUARANTINED_PERCENT = 5;
const SLOW_PERCENT = 80;
// What Athena asks for a terabyte read in most regions; infra/cost.ts says more.
const DOLLARS_PER_BYTE = 5 / 1e12;

/** Every alarm, each with the section of the runbook that says what it means and what to do. */
export class Alarms extends Construct {
  readonly #props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.#aboutLanding();
    this.#aboutRefresh();
    this.#aboutFunctions();
    this.#aboutQueries();
  }

  #aboutLanding(): void {
    const { measures, environment } = this.#props;
    const { deadLetters, oldestMessage, quarantineShare, waitingForSomeone } = measures.landing;
    this.#alarm({
      section: 'dead-letters',
      says: 'A file could not be landed, five times over: its message lies in the dead-letter queue.',
      metric: deadLetters,
      threshold: 1,
    });
    this.#alarm({
      section: 'waiting-too-long',
      says: 'A dropped file has been waiting for longer than two tries of landing take.',
      metric: oldestMessage,
      // A message that is tried again stays hidden for six timeouts of the function.
      threshold: Duration.minutes(2 * 6 * environment.landing.timeoutMinutes).toSeconds(),
    });
    this.#alarm({
      section: 'quarantine',
      says: `More than ${QUARANTINED_PERCENT} % of the records of an hour went into quarantine.`,
      metric: quarantineShare,
      threshold: QUARANTINED_PERCENT,
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
    this.#alarm({
      section: 'rejected-or-held',
      says: 'A file was rejected, or is held back until someone accepts it: nothing of it landed.',
      metric: waitingForSomeone,
      threshold: 1,
    });
  }

  #aboutRefresh(): void {
    const { measures, environment } = this.#props;
    const { staleAfterHours } = environment.refresh;
    const log = `${namesOf(environment.prefix).logs}/end`;
    this.#alarm({
      section: 'refresh-failed',
      says: `A refresh was refused by a check, failed, was stopped or took too long; what was published before stands. Model and rule are in the log ${log}.`,
      metric: measures.refresh.unsuccessful,
      threshold: 1,
    });
    this.#alarm({
      section: 'stale',
      says: `Nothing was published for ${staleAfterHours} hours: readers see older figures.`,
      metric: sum('Published', Duration.hours(1), [measures.refresh.published]),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: staleAfterHours,
      // Here silence is what is wrong.
      missing: TreatMissingData.BREACHING,
    });
  }

  #aboutFunctions(): void {
    const { functions } = this.#props.measures;
    const quarter = Duration.minutes(15);
    this.#alarm({
      section: 'function-errors',
      says: 'A function ended with an error; landing is tried again by itself.',
      metric: sum(
        'Errors',
        quarter,
        functions.map(({ errors }) => errors),
      ),
      threshold: 1,
      periods: 2,
    });
    this.#alarm({
      section: 'function-throttles',
      says: 'Functions wait for their turn: the account runs as many as it may.',
      metric: sum(
        'Throttles',
        quarter,
        functions.map(({ throttles }) => throttles),
      ),
      threshold: 1,
      periods: 2,
    });
    this.#alarm({
      section: 'function-slow',
      says: `A function took more than ${SLOW_PERCENT} % of the time that it may take.`,
      metric: new MathExpression({
        expression: `MAX([${functions.map((_, at) => `FILL(f${at}, 0)`).join(', ')}])`,
        usingMetrics: Object.fromEntries(functions.map(({ timeShare }, at) => [`f${at}`, timeShare])),
        label: 'Share of its time, %',
        period: quarter,
      }),
      threshold: SLOW_PERCENT,
    });
  }

  #aboutQueries(): void {
    const { environment, measures } = this.#props;
    const dollarsADay = environment.monthlyBudgetDollars / 30;
    for (const { name, bytes } of measures.workgroups) {
      this.#alarm({
        section: 'bytes-read',
        of: name.replace(`${environment.prefix}-`, ''),
        says: `The queries of ${name} read in a day what the whole budget of that day pays for.`,
        metric: bytes,
        threshold: Math.round(dollarsADay / DOLLARS_PER_BYTE),
      });
    }
  }

  #alarm({ section, of, says, metric, threshold, comparison, periods, missing }: AlarmAbout): void {
    const name = of === undefined ? section : `${section}-${of}`;
    const alarm = new Alarm(this, name, {
      alarmName: `${this.#props.environment.prefix}-${name}`,
      alarmDescription: `${says} What to do: docs/runbook.md#${section}`,
      metric,
      threshold,
      comparisonOperator: comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods ?? 1,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#props.topic));
  }
}
