import { literal, quoted } from '../../functions/engines/sql-text.ts';
import type { ExtractSelect } from './extract-select.ts';

/** How many records quarantine should have under a rule of a field, as a receipt counts them. */
export interface ExpectedRule {
  readonly field: string;
  readonly rule: string;
  readonly records: number;
}

/** Something wrong with a record: in its place, or in a further record at the end of the file. */
export interface Flaw {
  readonly field: string;
  readonly rule: string;
  /** Records that quarantine gets for each row with the flaw. */
  readonly records: number;
  /** The row's column that is replaced, by an expression; none: the row stays as it is. */
  readonly inPlace?: { readonly column: string; readonly expression: string };
  /** Columns, as expressions, of the further record. */
  readonly further?: readonly string[];
}

/** All that can be wrong in a file with these columns. */
export function flawsOf(
  { mistakes, conflict }: ExtractSelect,
  columns: readonly string[],
  lastKeyField: string,
): Flaw[] {
  if (mistakes.length === 0) return [];
  const names = columns.map(quoted);
  return [
    ...mistakes.map(({ column, value, field, rule }) => ({
      field,
      rule,
      records: 1,
      inPlace: { column, expression: value === '' ? 'null' : literal(value, 'varchar') },
    })),
    { field: '', rule: 'too_few_fields', records: 1, further: names.slice(0, -1) },
    { field: lastKeyField, rule: 'duplicate_key', records: 1, further: names },
    ...(conflict
      ? [
          {
            field: lastKeyField,
            rule: 'conflicting_key',
            // None of the two can be trusted, so both are kept out.
            records: 2,
            further: columns.map((name) => (name === conflict.column ? conflict.expression : quoted(name))),
          },
        ]
      : []),
  ];
}

/** The rows with the number of their flaw, or null, in column `flaw`; about `share` of them have one. */
export function withFlaws(select: string, flaws: readonly Flaw[], share: number): string {
  // One in PARTS, of numbers that are as good as random.
  return `select *, case when hash(roll) % ${PARTS} < ${Math.round(share * PARTS)}
        then cast(hash(roll, 'flaw') % ${flaws.length} as integer) end as flaw
    from (${select}) as right_rows`;
}

const PARTS = 1_000_000;

/** The columns of the file, over the rows of `withFlaws`: a flawed value in place of the right one. */
export function flawedColumns(columns: readonly string[], flaws: readonly Flaw[]): string[] {
  return columns.map((name) => {
    const cases = flaws.flatMap(({ inPlace }, at) =>
      inPlace?.column === name ? [`when ${at} then ${inPlace.expression}`] : [],
    );
    if (cases.length === 0) return quoted(name);
    return `case flaw ${cases.join(' ')} else cast(${quoted(name)} as varchar) end as ${quoted(name)}`;
  });
}
