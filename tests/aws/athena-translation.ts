/** A statement of Athena as the statements of a Trino whose catalogs `landed` and `curated` share one metastore. */
export interface Translated {
  readonly type: 'DDL' | 'DML' | 'UTILITY';
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'run'; readonly sql: string }
  /** Trino has no "if not exists" for partitions, and refuses one without files: who runs it asks first. */
  | {
      readonly kind: 'add partition';
      readonly database: string;
      readonly table: string;
      readonly column: string;
      readonly value: string;
      readonly location: string;
    };

/** What Athena would not take; the text is as Athena's own begins. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The few forms that Athena spells otherwise; first match wins, and what matches none is refused. */
const FORMS: readonly [RegExp, (found: Found) => Translated][] = [
  [
    form`create external table( if not exists)? NAME \((.+?)\) partitioned by \((\w+) string\) (stored as parquet|row format serde 'org.openx.data.jsonserde.JsonSerDe') location '([^']+)'`,
    ({ texts: [ifNotExists = '', database, table, columns = '', partition, storage = '', location] }) =>
      ddl(
        `create table${ifNotExists} landed."${database}"."${table}" (${columnList(columns, HIVE_TYPES)}, "${partition}" varchar)` +
          ` with (format = '${/parquet$/i.test(storage) ? 'PARQUET' : 'OPENX_JSON'}', partitioned_by = array['${partition}'], external_location = '${location}')`,
      ),
  ],
  [
    form`create table( if not exists)? NAME \((.+?)\)(?: partitioned by \((\w+)\))? location '([^']+)' tblproperties \((.+)\)`,
    ({ texts: [ifNotExists = '', database, table, columns = '', partition, location, properties = ''] }) => {
      checkProperties(properties);
      const partitioning = partition ? `, partitioning = array['${partition}']` : '';
      return ddl(
        `create table${ifNotExists} curated."${database}"."${table}" (${columnList(columns, ICEBERG_TYPES)})` +
          ` with (format = 'PARQUET', location = '${location}'${partitioning})`,
      );
    },
  ],
  [
    form`alter table NAME add if not exists((?: partition \(\w+ = '[^']+'\) location '[^']+')+)`,
    ({ texts: [database = '', table = '', partitions = ''] }) => ({
      type: 'DDL',
      steps: [...partitions.matchAll(/\((\w+) = '([^']+)'\) location '([^']+)'/g)].map(
        ([, column = '', value = '', location = '']) => ({
          kind: 'add partition',
          database,
          table,
          column,
          value,
          location,
        }),
      ),
    }),
  ],
  [
    form`alter table NAME add columns \((.+)\)`,
    ({ texts: [database, table, columns = ''] }) =>
      ddl(
        ...columnsOf(columns, ICEBERG_TYPES).map(
          (column) => `alter table curated."${database}"."${table}" add column ${column}`,
        ),
      ),
  ],
  [
    /^create( or replace)? view ("[^"]+"(?:\."[^"]+")?|\w+(?:\.\w+)?)\s+as\s+(.+)$/is,
    ({ texts: [orReplace = '', name, select] }) =>
      ddl(`create${orReplace} view ${name} security invoker as\n${select}`),
  ],
  [/^drop view (?:if exists )?\w+(?:\.\w+)?$/i, ({ statement }) => ddl(statement)],
  [
    /^optimize (\w+\.\w+) rewrite data using bin_pack$/i,
    ({ texts: [table] }) => ({ ...ddl(`alter table curated.${table} execute optimize`), type: 'DML' }),
  ],
  [
    /^vacuum (\w+\.\w+)$/i,
    ({ texts: [table] }) => ({
      ...ddl(
        `alter table curated.${table} execute expire_snapshots`,
        `alter table curated.${table} execute remove_orphan_files`,
      ),
      type: 'DML',
    }),
  ],
  [
    /^(?:select|with|insert\s+into|delete\s+from|update|merge\s+into)\b/i,
    ({ statement }) => ({ type: 'DML', steps: [{ kind: 'run', sql: statement }] }),
  ],
];

interface Found {
  readonly statement: string;
  readonly texts: readonly (string | undefined)[];
}

/** @throws Refusal for what Athena would refuse, or what nobody knows that it takes. */
export function translate(given: string): Translated {
  const statement = given.trim().replace(/;$/, '').trim();
  // Without texts and comments, in which anything may stand.
  const bare = statement.replaceAll(/'[^']*'|--[^\n]*/g, "''");
  if (bare.includes(';')) throw new Refusal('Only one sql statement is allowed.');
  // Athena has one catalog, awsdatacatalog.
  const catalog = /"?\b(landed|curated)\b"?\."?\w+"?\."?\w/i.exec(bare)?.[1];
  if (catalog) throw new Refusal(`CATALOG_NOT_FOUND: line 1:1: Catalog '${catalog}' does not exist`);
  if (/\bview\b.*\bsecurity\s+(?:invoker|definer)\b.*\bas\b/is.test(bare.slice(0, 300)))
    throw new Refusal("line 1:1: mismatched input 'security'. Expecting: 'AS'");
  for (const [pattern, make] of FORMS) {
    const match = pattern.exec(statement);
    if (match) return make({ statement, texts: match.slice(1) });
  }
  throw new Refusal(
    `line 1:1: mismatched input '${statement.split(/\s/, 1)[0]}'. Not among what is known of Athena`,
  );
}

/** A pattern in which a blank is any white space and NAME is `database`.`table` in backticks. */
function form({ raw: [text = ''] }: TemplateStringsArray): RegExp {
  const pattern = text.replaceAll('NAME', '`([^`]+)`\\.`([^`]+)`').replaceAll(' ', '\\s+');
  return new RegExp(`^${pattern}$`, 'is');
}

function ddl(...statements: readonly string[]): Translated {
  return { type: 'DDL', steps: statements.map((sql) => ({ kind: 'run', sql })) };
}

const HIVE_TYPES: Readonly<Record<string, string>> = {
  string: 'varchar',
  int: 'integer',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp(3)',
};
const ICEBERG_TYPES = { ...HIVE_TYPES, timestamp: 'timestamp(6)' };

const columnList = (columns: string, types: Readonly<Record<string, string>>) =>
  columnsOf(columns, types).join(', ');

function columnsOf(columns: string, types: Readonly<Record<string, string>>): string[] {
  return columns.split(',').map((column) => {
    const [, name, word = ''] = /^\s*`([^`]+)`\s+(\S+)\s*$/.exec(column) ?? [];
    const type = types[word];
    if (!type)
      throw new Refusal(
        `FAILED: ParseException line 1:1 mismatched input '${column.trim()}' near column type`,
      );
    return `"${name}" ${type}`;
  });
}

const PROPERTIES: Readonly<Record<string, RegExp>> = {
  table_type: /^iceberg$/i,
  format: /^parquet$/i,
  vacuum_max_snapshot_age_seconds: /^\d+$/,
};

function checkProperties(list: string): void {
  const given = [...list.matchAll(/'([^']+)'\s*=\s*'([^']*)'/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  if (!given.some(([name]) => name === 'table_type')) {
    throw new Refusal(
      'No location was specified for table: only an Iceberg table may be made without EXTERNAL',
    );
  }
  for (const [name = '', value = ''] of given) {
    if (!PROPERTIES[name]?.test(value)) throw new Refusal(`Unsupported table property: ${name} = ${value}`);
  }
}
