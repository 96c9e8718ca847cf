import type { z } from 'zod';

/** How sensitive a value is. Column grants, logging and deletion on request follow from it. */
export type Sensitivity = 'identifier' | 'personal' | 'plain';

/** What a field holds, and the limits that its values must keep. Limits are inclusive. */
export type FieldType =
  | { kind: 'text'; minLength: number; maxLength: number; patterns: string[] }
  | { kind: 'choice'; values: string[] }
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'boolean' }
  | { kind: 'date' };

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly description: string;
  readonly sensitivity: Sensitivity;
}

/** The type of a landed column, in words that DuckDB and Trino share. */
export type ColumnType = 'varchar' | 'integer' | 'bigint' | 'double' | 'boolean' | 'date' | 'timestamp(3)';

// Text longer than this is a broken record, not a value.
const LONGEST_TEXT = 4000;

/**
 * Reads one field of a contract out of its zod schema.
 * @throws Error at definition time, naming the field, for a schema that has no equal in SQL.
 */
export function describeField(name: string, schema: z.core.$ZodType): Field {
  const { inner, required } = unwrap(name, schema);
  const meta = metaOf(schema) ?? metaOf(inner);
  if (!meta?.description) throw new Error(`field ${name}: give it a description with .meta({ description })`);
  return {
    name,
    type: fieldType(name, inner),
    required,
    description: meta.description,
    sensitivity: meta.sensitivity ?? 'plain',
  };
}

/** The column that a field lands in. */
export function columnType(type: FieldType): ColumnType {
  switch (type.kind) {
    case 'text':
    case 'choice':
      return 'varchar';
    case 'integer':
      return type.min >= -(2 ** 31) && type.max < 2 ** 31 ? 'integer' : 'bigint';
    case 'number':
      return 'double';
    case 'boolean':
      return 'boolean';
    case 'date':
      return 'date';
  }
}

type Meta = { description?: string; sensitivity?: Sensitivity };

function metaOf(schema: z.core.$ZodType): Meta | undefined {
  return (schema as z.ZodType).meta?.() as Meta | undefined;
}

function unwrap(name: string, schema: z.core.$ZodType): { inner: z.core.$ZodType; required: boolean } {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type !== 'optional') return { inner: schema, required: true };
  refuseChecks(name, def);
  return { inner: def.innerType, required: false };
}

function fieldType(name: string, schema: z.core.$ZodType): FieldType {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'string':
      return stringType(name, def);
    case 'enum': {
      refuseChecks(name, def);
      const values = Object.values(def.entries);
      if (values.every((value) => typeof value === 'string')) return { kind: 'choice', values };
      throw new Error(`field ${name}: a choice is one of texts; use int for numbers`);
    }
    case 'number':
      return numberType(name, def);
    case 'boolean':
      refuseChecks(name, def);
      return { kind: 'boolean' };
    default:
      throw new Error(
        `field ${name}: zod type "${def.type}" has no equal in SQL; use string, enum, int, number, boolean or iso.date`,
      );
  }
}

function stringType(name: string, def: z.core.$ZodStringDef): FieldType {
  const format = 'format' in def ? def.format : undefined;
  const checks = checksOf(def);
  if (format === 'date' && checks.length === 0) return { kind: 'date' };
  if (format !== undefined) throw new Error(`field ${name}: string format "${format}" has no equal in SQL`);
  // Zod makes every check, so of two limits the narrower holds.
  const atLeast = [1];
  const atMost: number[] = [];
  const patterns: string[] = [];
  for (const check of checks) {
    if (check.check === 'min_length') atLeast.push(check.minimum);
    else if (check.check === 'max_length') atMost.push(check.maximum);
    else if (check.check === 'length_equals') {
      atLeast.push(check.length);
      atMost.push(check.length);
    } else if (check.check === 'string_format' && check.format === 'regex' && check.pattern) {
      patterns.push(portablePattern(name, check.pattern));
    } else throw new Error(`field ${name}: string check "${check.check}" has no equal in SQL`);
  }
  const maxLength = atMost.length === 0 ? LONGEST_TEXT : Math.min(...atMost);
  return { kind: 'text', minLength: Math.max(...atLeast), maxLength, patterns };
}

function numberType(name: string, def: z.core.$ZodNumberDef): FieldType {
  let min = -Infinity;
  let max = Infinity;
  const format = 'format' in def ? def.format : undefined;
  if (format !== undefined && format !== 'safeint') {
    throw new Error(`field ${name}: number format "${format}" has no equal in SQL; use int or number`);
  }
  let isInteger = format === 'safeint';
  for (const check of checksOf(def)) {
    if (check.check === 'greater_than' && check.inclusive) min = Math.max(min, Number(check.value));
    else if (check.check === 'less_than' && check.inclusive) max = Math.min(max, Number(check.value));
    else if (check.check === 'number_format' && check.format === 'safeint') isInteger = true;
    else
      throw new Error(
        `field ${name}: number check "${check.check}" has no equal in SQL; use min, max and int`,
      );
  }
  if (!Number.isFinite(min) || !Number.isFinite(max))
    throw new Error(`field ${name}: give the number a min and a max`);
  return { kind: isInteger ? 'integer' : 'number', min, max };
}

/** A refinement is a function of its own: SQL would not know of it. */
function refuseChecks(name: string, def: Parameters<typeof checksOf>[0]): void {
  const [check] = checksOf(def);
  if (check)
    throw new Error(`field ${name}: check "${check.check}" has no equal in SQL; make it a rule of the feed`);
}

function checksOf(def: {
  checks?: z.core.$ZodCheck<never>[] | undefined;
}): z.core.$ZodChecks['_zod']['def'][] {
  return (def.checks ?? []).map((check) => (check as unknown as z.core.$ZodChecks)._zod.def);
}

// Literals, ASCII classes, \d, groups, alternatives and quantifiers mean the same in JavaScript, RE2 and Trino.
const PORTABLE_PATTERN =
  /^\^(?:[A-Za-z0-9 _%<>/@:;,=#&'"!~-]|\\[d.+*?()|-]|\[[A-Za-z0-9 _.%/-]+\]|\((?:\?:|(?!\?))|\)|\||[?*+]|\{\d{1,3}(?:,\d{0,3})?\})*\$$/;

function portablePattern(name: string, pattern: RegExp): string {
  // An alternative outside a group would be anchored at one end only.
  const hasBareAlternative = withoutGroups(pattern.source.replaceAll(/\\./g, '')).includes('|');
  if (pattern.flags !== '' || hasBareAlternative || !PORTABLE_PATTERN.test(pattern.source)) {
    throw new Error(
      `field ${name}: pattern ${pattern} is not portable; anchor it with ^ and $, use literals, [a-z] classes, \\d, groups and quantifiers, no flags`,
    );
  }
  return pattern.source;
}

function withoutGroups(source: string): string {
  const fewer = source.replaceAll(/\([^()]*\)/g, '');
  return fewer === source ? source : withoutGroups(fewer);
}
