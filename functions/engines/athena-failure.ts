import type { QueryExecutionStatus } from '@aws-sdk/client-athena';
import { EngineError } from './engine.ts';

/** A statement that did not succeed on Athena. */
export class AthenaFailure extends EngineError {
  /** Under which Athena knows the statement; undefined when it never took it. */
  readonly queryId: string | undefined;
  /** Athena's own fault, and worth another try. */
  readonly isRetryable: boolean;
  constructor(statement: string, reason: string, details: { queryId?: string; isRetryable?: boolean } = {}) {
    super('athena', statement, new Error(details.queryId ? `${reason} (query ${details.queryId})` : reason));
    this.queryId = details.queryId;
    this.isRetryable = details.isRetryable ?? false;
  }
}

const SYSTEM = 1;

/** What to say about a statement that ended as FAILED or CANCELLED. */
export function failureOf(
  statement: string,
  queryId: string,
  status: QueryExecutionStatus | undefined,
): AthenaFailure {
  const { State: state, StateChangeReason: because, AthenaError: error } = status ?? {};
  if (state === 'CANCELLED') {
    return new AthenaFailure(statement, `the statement was cancelled: ${told(because ?? '')}`, { queryId });
  }
  const isRetryable = error?.ErrorCategory === SYSTEM && error.Retryable === true;
  return new AthenaFailure(statement, told(because ?? error?.ErrorMessage ?? ''), { queryId, isRetryable });
}

// What is found before any row is read, beside what points at a place in the statement; and what storage, permissions
// and limits cause.
const SAFE_CODES = [
  'CATALOG_NOT_FOUND',
  'SCHEMA_NOT_FOUND',
  'TABLE_NOT_FOUND',
  'VIEW_NOT_FOUND',
  'PERMISSION_DENIED',
  'NOT_SUPPORTED',
  'INVALID_TABLE_PROPERTY',
  'ICEBERG_COMMIT_ERROR',
  'EXCEEDED_TIME_LIMIT',
];
const SAFE_BEGINNING =
  /^(?:Insufficient |Access denied|Query (?:exhausted|timeout|timed out|cancell?ed)|Bytes scanned limit|FAILED: SemanticException|FAILED: ParseException)/i;
const AT_A_PLACE = /^(?:[A-Z_]+: )?line \d+:\d+: /;

/** Athena quotes the offending value in an error that a row causes: such an error is told by its name alone. */
export function told(reason: string): string {
  const code = /^([A-Z][A-Z_]+)(?::|$)/.exec(reason)?.[1];
  const isAboutText = AT_A_PLACE.test(reason) && code !== 'INVALID_LITERAL';
  if (isAboutText || SAFE_BEGINNING.test(reason) || (code && SAFE_CODES.includes(code))) {
    return reason.split('\n', 1)[0] ?? '';
  }
  const silent = 'a row or the service broke the statement; the value is not repeated here';
  return code ? `${silent} (${code})` : silent;
}
