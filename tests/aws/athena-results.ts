import type { TrinoAnswer } from './athena-trino.ts';

/** One page of a query's rows as Athena gives them; a select's first row is its header. */
export function pageOf(
  { columns, rows }: TrinoAnswer,
  { rows: most, token }: { readonly rows: number; readonly token: string | undefined },
): object {
  const header = columns.length > 0 ? [columns.map(({ name }) => name)] : [];
  const all: readonly (readonly (string | null)[])[] = [...header, ...rows];
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  const to = from + most;
  return {
    ResultSet: {
      Rows: all.slice(from, to).map((row) => ({
        Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
      })),
      ResultSetMetadata: { ColumnInfo: columns.map(columnInfo) },
    },
    ...(to < all.length && { NextToken: Buffer.from(String(to)).toString('base64url') }),
  };
}

function columnInfo({ name, type }: { readonly name: string; readonly type: string }): object {
  const [, word = type, precision, scale] = /^(\w+)\((\d+)(?:, ?(\d+))?\)$/.exec(type) ?? [];
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: word,
    Precision: Number(precision ?? PRECISIONS[word] ?? 0),
    Scale: Number(scale ?? 0),
    Nullable: 'UNKNOWN',
    CaseSensitive: word === 'varchar',
  };
}

const PRECISIONS: Readonly<Record<string, number>> = {
  varchar: 2_147_483_647,
  bigint: 19,
  integer: 10,
  double: 17,
  timestamp: 3,
};
