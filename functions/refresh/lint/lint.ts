import { AGGREGATE_RULES } from './aggregates.ts';
import { DATE_RULES } from './dates.ts';
import { type Hit, type LintedModel, type Rule, readForLint, textAt } from './model.ts';
import { QUERY_RULES } from './queries.ts';
import { STYLE_RULES } from './style.ts';
import { VALUE_RULES } from './values.ts';
import { WORD_RULES } from './words.ts';

/** A place in a model where the engines would differ, or that does not read as the others do. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  /** What is wrong, and why. */
  readonly message: string;
  /** What to write instead. */
  readonly cure: string;
}

export const RULES: readonly Rule[] = [
  ...WORD_RULES,
  ...VALUE_RULES,
  ...AGGREGATE_RULES,
  ...DATE_RULES,
  ...QUERY_RULES,
  ...STYLE_RULES,
];

/** What has an open quote or parenthesis is cut into the wrong tokens, so no other rule looks at it. */
const UNREADABLE: Rule = { name: 'unreadable', find: unreadable };

/**
 * Finds what a model says that does not mean the same on DuckDB and on Trino, and breaches of how models are written.
 * @param prelude names of the macros that make DuckDB's functions Trino's
 */
export function lintModel(file: string, sql: string, prelude: ReadonlySet<string>): Finding[] {
  const model = readForLint(sql, prelude);
  const broken = findingsOf(UNREADABLE, model, file);
  if (broken.length > 0) return broken;
  return RULES.flatMap((rule) => findingsOf(rule, model, file)).sort(
    (one, other) => one.line - other.line || one.column - other.column,
  );
}

function findingsOf(rule: Rule, model: LintedModel, file: string): Finding[] {
  return [...rule.find(model)].map(({ at, why, cure }) => {
    const before = model.sql.slice(0, at).split('\n');
    return {
      file,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      rule: rule.name,
      message: why,
      cure,
    };
  });
}

function* unreadable(model: LintedModel): Generator<Hit> {
  for (const [at, token] of model.tokens.entries()) {
    const isParenthesis = token.text === '(' || token.text === ')';
    if (token.kind === 'unclosed') {
      yield { at: token.at, why: `${textAt(model, at)} has no end`, cure: 'close it' };
    } else if (isParenthesis && !model.partner.has(at)) {
      yield { at: token.at, why: 'a parenthesis has no other half', cure: 'close it, or remove it' };
    }
  }
}
