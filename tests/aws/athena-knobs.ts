/** A failure to be played. */
export interface PlayedFailure {
  /** 1 Athena's own, 2 the user's, 3 another's. */
  readonly category: 1 | 2 | 3;
  readonly isRetryable?: boolean;
  readonly message: string;
}

/** What an Athena may do to those who call it, at the wish of a test. */
export interface Knobs {
  /** The next calls are one too many. */
  throttle(calls: number): void;
  /** The next statement that matches fails, or the next few. */
  fail(pattern: RegExp, failure: PlayedFailure, times?: number): void;
  /** The next statement that matches runs until it is stopped, or until its time is up. */
  hang(pattern: RegExp, untilMs?: number): void;
  /** No page of results has more rows than this. */
  shortPages(rows: number): void;
  /** From now on nothing is answered. */
  die(): void;
}

/** What the endpoint asks of its knobs. */
export interface Turned {
  isOneTooMany(): boolean;
  failureOf(statement: string): PlayedFailure | undefined;
  /** How long a statement hangs. */
  hangOf(statement: string): number | undefined;
  longestPage(): number;
  isDead(): boolean;
}

export function knobs(): Knobs & Turned {
  let tooMany = 0;
  let longest = 1000;
  let dead = false;
  const failures: { pattern: RegExp; failure: PlayedFailure; times: number }[] = [];
  const hangs: { pattern: RegExp; untilMs: number }[] = [];
  return {
    throttle: (calls) => {
      tooMany = calls;
    },
    fail: (pattern, failure, times = 1) => {
      failures.push({ pattern, failure, times });
    },
    hang: (pattern, untilMs = 30 * 60_000) => {
      hangs.push({ pattern, untilMs });
    },
    shortPages: (rows) => {
      longest = rows;
    },
    die: () => {
      dead = true;
    },
    isOneTooMany: () => tooMany-- > 0,
    failureOf(statement) {
      const found = failures.find(({ pattern, times }) => times > 0 && pattern.test(statement));
      if (found) found.times -= 1;
      return found?.failure;
    },
    hangOf(statement) {
      const at = hangs.findIndex(({ pattern }) => pattern.test(statement));
      return at < 0 ? undefined : hangs.splice(at, 1)[0]?.untilMs;
    },
    longestPage: () => longest,
    isDead: () => dead,
  };
}
