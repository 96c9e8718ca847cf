import type { z } from 'zod';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { Field } from '../../feeds/contract/field.ts';
import { decode, NOT_WRITTEN_AS, trimmed } from './decode.ts';

/** A rule that one record breaks. */
export interface Violation {
  readonly field: string;
  readonly rule: string;
  readonly value: string | null;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  /** The record as zod gives it; fields that are missing or broken are left out. */
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * Judges one record by its contract: zod's word, record by record. Landing uses the same verdict compiled to SQL;
 * this is what it is held to.
 */
export function judge(feed: Feed, cells: Readonly<Record<string, string | undefined>>): Verdict {
  const violations: Violation[] = [];
  const record: Record<string, unknown> = {};
  const broken = new Set<string>();
  for (const field of feed.fields) {
    const text = trimmed(cells[field.name]);
    const rule = judgeField(feed, field, text, record);
    if (rule === undefined) continue;
    broken.add(field.name);
    violations.push({ field: field.name, rule, value: text ?? null });
  }
  for (const rule of feed.rules) {
    if (rule.fields.some((name) => broken.has(name)) || rule.js(record)) continue;
    const last = rule.fields.at(-1) ?? '';
    violations.push({ field: last, rule: rule.code, value: trimmed(cells[last]) ?? null });
  }
  return { violations, record };
}

function judgeField(
  feed: Feed,
  { name, type, required }: Field,
  text: string | undefined,
  record: Record<string, unknown>,
): string | undefined {
  if (text === undefined) return required ? 'missing' : undefined;
  const decoded = decode(type, text);
  if ('rule' in decoded) return decoded.rule;
  // Longer than any value: the scanner lets it pass, zod would too where the contract names no limit.
  if (type.kind === 'text' && [...text].length > type.maxLength) return 'too_long';
  const parsed = (feed.contract.shape[name] as z.ZodType).safeParse(decoded.value);
  if (!parsed.success) return firstRule(parsed.error.issues, type.kind);
  record[name] = parsed.data;
  return undefined;
}

const PRECEDENCE = ['too_short', 'too_long', 'too_small', 'too_big', 'pattern', 'not_one_of', 'not_a_date'];

function firstRule(issues: readonly z.core.$ZodIssue[], kind: Field['type']['kind']): string {
  const rules = issues.map((issue): string => {
    switch (issue.code) {
      case 'too_small':
        return issue.origin === 'string' ? 'too_short' : 'too_small';
      case 'too_big':
        return issue.origin === 'string' ? 'too_long' : 'too_big';
      case 'invalid_format':
        return kind === 'date' ? NOT_WRITTEN_AS.date : 'pattern';
      case 'invalid_value':
        return 'not_one_of';
      default:
        throw new Error(`zod issue ${issue.code} has no rule`);
    }
  });
  return PRECEDENCE.find((rule) => rules.includes(rule)) ?? (rules[0] as string);
}
