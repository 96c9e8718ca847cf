import type { z } from 'zod';
import { describeField, type Field } from './field.ts';

/** A rule over several fields of one record. Both texts say the same; a property test holds them equal. */
export interface Rule {
  /** Name shown in the quarantine. */
  readonly code: string;
  /** The fields that it reads; it is judged only when each field is valid by itself. */
  readonly fields: readonly string[];
  /** What to do about a record that breaks it. */
  readonly hint: string;
  readonly js: (record: Record<string, unknown>) => boolean;
  /** A DuckDB condition over the typed columns. Null counts as kept. */
  readonly sql: string;
}

/** What one file stands for: a later file of the same scope replaces what an earlier one said. */
export type Scope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'school_year'; readonly by: readonly ['school_year'] }
  | { readonly kind: 'window'; readonly by: readonly string[] }
  | { readonly kind: 'day'; readonly by: readonly [string] }
  | { readonly kind: 'rows' };

/** How one source writes its file. Header names are compared without case and surrounding blanks. */
export interface Layout {
  readonly name: string;
  /** Source header of each contract field, most usual first. A field that is left out has its own name. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  /** Source headers that are known and not landed. */
  readonly ignored?: readonly string[];
  /** Optional fields whose column may be missing from the file. */
  readonly mayLack?: readonly string[];
  /** Fields that the file does not have and its name tells: field to cell. */
  readonly fromFileName?: (fileName: string) => Readonly<Record<string, string>>;
  /** Source code to contract value, by field. A code that is not listed is quarantined. */
  readonly codes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface FeedDefinition<Shape extends z.core.$ZodLooseShape> {
  readonly name: string;
  /** What a record is, in one sentence. */
  readonly description: string;
  /** The department that answers for it. */
  readonly owner: string;
  readonly contract: z.ZodObject<Shape>;
  readonly key: readonly (keyof Shape & string)[];
  readonly scope: Scope;
  /** Fields whose values must be keys of another feed: field to feed. */
  readonly references?: Readonly<Record<string, string>>;
  readonly rules?: readonly Rule[];
  /** Layouts besides the canonical one, whose header is the contract's field names. */
  readonly layouts?: readonly Layout[];
}

export interface Feed {
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly contract: z.ZodObject;
  readonly fields: readonly Field[];
  readonly key: readonly string[];
  readonly scope: Scope;
  readonly references: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  readonly layouts: readonly Layout[];
}

/**
 * Defines a feed from its contract.
 * @throws Error at definition time when the contract has no equal in SQL, or key, scope or rules name no field.
 */
export function feed<Shape extends z.core.$ZodLooseShape>(definition: FeedDefinition<Shape>): Feed {
  const { contract, key, scope, rules = [], references = {}, layouts = [] } = definition;
  const fields = Object.entries(contract.shape).map(([name, schema]) =>
    describeField(name, schema as z.core.$ZodType),
  );
  const named = [
    ...key,
    ...scopeFields(scope),
    ...rules.flatMap((rule) => rule.fields),
    ...Object.keys(references),
  ];
  for (const name of named) {
    if (!fields.some((field) => field.name === name)) {
      throw new Error(`feed ${definition.name}: "${name}" is no field of the contract`);
    }
  }
  for (const name of key) {
    if (!fields.find((field) => field.name === name)?.required) {
      throw new Error(`feed ${definition.name}: key field "${name}" must be required`);
    }
  }
  for (const name of scopeFields(scope)) {
    // Otherwise two files could each hold a record of the same key, and neither would replace the other.
    if (!key.some((keyField) => keyField === name)) {
      throw new Error(`feed ${definition.name}: scope field "${name}" must be part of the key`);
    }
  }
  return {
    name: definition.name,
    description: definition.description,
    owner: definition.owner,
    contract: contract as unknown as z.ZodObject,
    fields,
    key,
    scope,
    rules,
    references,
    layouts: [{ name: 'canonical' }, ...layouts],
  };
}

/** The fields that tell one scope of a feed from another; none when a file is everything or adds rows. */
export function scopeFields(scope: Scope): readonly string[] {
  return scope.kind === 'everything' || scope.kind === 'rows' ? [] : scope.by;
}
