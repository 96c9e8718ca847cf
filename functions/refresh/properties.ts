import { parse } from 'yaml';
import { z } from 'zod';
import { DETAILS } from '../access/grants.ts';

/** dbt's properties file (version 2), as far as this project reads it; `meta` is ours. */
const severity = z.enum(['error', 'warn']);
const config = z.strictObject({ severity: severity.optional() }).optional();

const columnTest = z.union(
  [
    z.enum(['not_null', 'unique']),
    z.strictObject({ not_null: z.strictObject({ config }) }),
    z.strictObject({ unique: z.strictObject({ config }) }),
    z.strictObject({ accepted_values: z.strictObject({ values: z.array(z.string()), config }) }),
    z.strictObject({ relationships: z.strictObject({ to: z.string(), field: z.string(), config }) }),
  ],
  {
    error:
      'a test of a column is one of not_null, unique, accepted_values: { values: [text, …] }, relationships: { to, field }',
  },
);

const modelTest = z.union(
  [
    z.strictObject({ expression_is_true: z.strictObject({ expression: z.string(), config }) }),
    z.strictObject({
      unique_combination_of_columns: z.strictObject({ combination_of_columns: z.array(z.string()), config }),
    }),
  ],
  {
    error:
      'a test of a model is one of expression_is_true: { expression }, unique_combination_of_columns: { combination_of_columns }',
  },
);

const column = z.strictObject({
  name: z.string(),
  data_type: z.enum(['varchar', 'integer', 'bigint', 'double', 'boolean', 'date', 'timestamp(3)']),
  description: z.string().min(1),
  data_tests: z.array(columnTest).default([]),
  config: z
    .strictObject({ meta: z.strictObject({ sensitivity: z.enum(['identifier', 'personal', 'plain']) }) })
    .optional(),
});

/** Who reads a curated table: every reader, readers by their part of the district, or the district alone. */
const access = z.strictObject({
  rows: z.enum(['everyone', 'by_area', 'district']),
  /** The least detail of a grant that opens it. */
  detail: z.enum(DETAILS),
});

const model = z.strictObject({
  name: z.string(),
  config: z
    .strictObject({
      materialized: z.enum(['view', 'table']).optional(),
      // Why the key needs no check here, such as: landing holds it.
      meta: z.strictObject({ key_held_by: z.string().optional(), access: access.optional() }).optional(),
    })
    .optional(),
  columns: z
    .array(column)
    .min(1)
    .refine((columns) => new Set(columns.map(({ name }) => name)).size === columns.length, {
      error: 'a column is described twice',
    }),
  data_tests: z.array(modelTest).default([]),
});

const propertiesFile = z.strictObject({ version: z.literal(2), models: z.array(model) });

export type ModelProperties = z.infer<typeof model>;
export type ModelAccess = z.infer<typeof access>;
export type ColumnTest = z.infer<typeof columnTest>;
export type ModelTest = z.infer<typeof modelTest>;
export type Severity = z.infer<typeof severity>;

/**
 * The models that a properties file describes.
 * @throws Error that says what is wrong, and at which model and column.
 */
export function readProperties(text: string): ModelProperties[] {
  const document: unknown = parse(text);
  const { data, error } = propertiesFile.safeParse(document);
  if (data) return data.models;
  throw new Error(
    error.issues.map(({ message, path }) => `${placeOf(document, path)}: ${message}`).join('; '),
  );
}

/** A path into the file, with the names of models and columns in place of their numbers. */
function placeOf(document: unknown, path: readonly PropertyKey[]): string {
  let at = document;
  const steps = path.map((step) => {
    at = (at as Record<PropertyKey, unknown> | undefined)?.[step];
    const name = (at as { name?: unknown } | null | undefined)?.name;
    return typeof name === 'string' ? name : String(step);
  });
  return steps.join('.') || 'the file';
}
