import { literal, quoted } from '../engines/sql-text.ts';
import type { ColumnTest, ModelProperties, ModelTest, Severity } from './properties.ts';

/** A check that a model's rows must pass: a condition on each row, or a select of the rows that break it. */
export type Check = {
  readonly name: string;
  readonly severity: Severity;
} & (
  | { readonly kind: 'row' /** True for a row that breaks it. */; readonly broken: string }
  | {
      readonly kind: 'rows';
      /** Rows that break it. */
      readonly select: string;
      /** The other relation that it looks at, if any. */
      readonly other?: string;
    }
);

/** The checks that a model's properties ask for, and that of its key. */
export function checksOf(model: string, key: readonly string[], properties: ModelProperties): Check[] {
  const checks = properties.columns.flatMap((column) =>
    column.data_tests.map((test) => columnCheck(model, column.name, test)),
  );
  checks.push(...properties.data_tests.map((test) => modelCheck(model, test)));
  if (!properties.config?.meta?.key_held_by) {
    checks.push(uniqueCheck(model, key, 'error'));
    for (const column of key) checks.push(notNull(column, 'error'));
  }
  return checks;
}

function columnCheck(model: string, column: string, test: ColumnTest): Check {
  if (test === 'not_null') return notNull(column, 'error');
  if (test === 'unique') return uniqueCheck(model, [column], 'error');
  if ('not_null' in test) return notNull(column, test.not_null.config?.severity ?? 'error');
  if ('unique' in test) return uniqueCheck(model, [column], test.unique.config?.severity ?? 'error');
  if ('accepted_values' in test) {
    const { values, config } = test.accepted_values;
    return {
      kind: 'row',
      name: `accepted_values ${column}`,
      severity: config?.severity ?? 'error',
      broken: `${quoted(column)} not in (${values.map((value) => literal(value, 'varchar')).join(', ')})`,
    };
  }
  const { to, field, config } = test.relationships;
  return relationship(model, column, to, field, config?.severity ?? 'error');
}

/** Values of a column that are no value of another model's column; a null is none. */
export function relationship(
  model: string,
  column: string,
  to: string,
  field: string,
  severity: Severity,
): Check {
  return {
    kind: 'rows',
    name: `relationships ${column} -> ${to}.${field}`,
    severity,
    other: to,
    select: `select distinct child.${quoted(column)}
from ${model} as child
left join ${to} as parent on child.${quoted(column)} = parent.${quoted(field)}
where parent.${quoted(field)} is null and child.${quoted(column)} is not null`,
  };
}

function modelCheck(model: string, test: ModelTest): Check {
  if ('expression_is_true' in test) {
    const { expression, config } = test.expression_is_true;
    return {
      kind: 'row',
      name: `expression_is_true ${expression}`,
      severity: config?.severity ?? 'error',
      broken: `not (${expression})`,
    };
  }
  const { combination_of_columns: columns, config } = test.unique_combination_of_columns;
  return uniqueCheck(model, columns, config?.severity ?? 'error');
}

function notNull(column: string, severity: Severity): Check {
  return { kind: 'row', name: `not_null ${column}`, severity, broken: `${quoted(column)} is null` };
}

function uniqueCheck(model: string, key: readonly string[], severity: Severity): Check {
  const list = key.map(quoted).join(', ');
  return {
    kind: 'rows',
    name: `unique ${key.join(', ')}`,
    severity,
    select: `select ${list}\nfrom ${model}\ngroup by ${list}\nhaving count(*) > 1`,
  };
}
