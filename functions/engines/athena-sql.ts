import { createHash } from 'node:crypto';
import type { ColumnType } from '../../feeds/contract/field.ts';
import type { Column, LandedSource, Publication, Row } from './engine.ts';
import {
  batches,
  columnList,
  emptySelect,
  literal,
  missingColumns,
  PUBLISH_COLUMNS,
  publishText,
  quoted,
  undoTexts,
} from './sql-text.ts';
import { linesFolder, linesRoot } from './statements.ts';
import { jsonSelects } from './trino-values.ts';

export interface AthenaPlaces {
  /** Glue database of landed rows, views and working tables: the one in which bare names are looked up. */
  readonly modelDatabase: string;
  /** Glue database of what readers see. */
  readonly curatedDatabase: string;
  /** Where the store lies: `s3://bucket/`. */
  readonly storeLocation: string;
  /** Where curated tables lie: `s3://bucket/`. */
  readonly curatedLocation: string;
}

/** The longest statement that Athena takes, in bytes. */
export const LONGEST_STATEMENT = 262_144;

// Of UTF-8 that is at most three bytes a character; the rest is for what stands around it.
const LONGEST_JSON = 80_000;
const LONGEST_PARTITIONS = 200_000;

/**
 * The statements of each operation of an engine, in order, as Athena spells them. Nothing is asked beforehand, and
 * a statement that is run again after it succeeded changes nothing, so that whoever runs them may simply retry.
 */
export function athenaSql({ modelDatabase, curatedDatabase, storeLocation, curatedLocation }: AthenaPlaces) {
  const inModel = (name: string) => `${quoted(modelDatabase)}.${quoted(name)}`;
  const curated = (table: string) => `${quoted(curatedDatabase)}.${quoted(table)}`;

  function createView(name: string, select: string): readonly string[] {
    return [`create or replace view ${inModel(name)} as\n${withoutComments(select)}`];
  }

  /** `made` names this making: the view shows its rows alone, and rows of earlier ones go when the view has turned. */
  function fillWorkingTable(
    name: string,
    columns: readonly Column[],
    selects: readonly string[],
    made: string,
  ): readonly string[] {
    const table = workingTable(name, columns);
    const list = columnList(columns);
    const casts = columns.map(({ name: column, type }) => `cast(${quoted(column)} as ${type})`).join(', ');
    const parts = selects.map((_, at) => literal(`${made}.${at + 1}`, 'varchar'));
    const inserts = selects.map(
      (select, at) => `insert into ${inModel(table)} (${list}, ${MADE_BY})
select ${casts}, ${parts[at]}
from (
${withoutComments(select)}
) as computed
where not exists (select 1 from ${inModel(table)} where ${MADE_BY} = ${parts[at]})`,
    );
    const isOfThis = parts.length === 0 ? 'false' : `${MADE_BY} in (${parts.join(', ')})`;
    return [
      createIceberg(modelDatabase, table, [...columns, { name: MADE_BY, type: 'varchar' }], {
        location: `${storeLocation}working/${table}/`,
        // Whole files go when an earlier making goes.
        partitionedBy: MADE_BY,
        properties: { vacuum_max_snapshot_age_seconds: String(24 * 60 * 60) },
      }),
      ...inserts,
      ...createView(name, `select ${list}\nfrom ${inModel(table)}\nwhere ${isOfThis}`),
      `delete from ${inModel(table)}${parts.length === 0 ? '' : ` where not (${isOfThis})`}`,
    ];
  }

  return {
    /** The name under which a curated table is read. */
    curated,

    /** Relation `source_<feed>`; which landings it shows is written into the view. */
    exposeLanded({ feed, columns, landingIds }: LandedSource): readonly string[] {
      const name = `source_${feed}`;
      const withLanding: Column[] = [...columns, { name: 'landing_id', type: 'varchar' }];
      if (landingIds.length === 0) return createView(name, emptySelect(withLanding));
      const files = `files_${feed}_${hashOf(columns)}`;
      const location = `${storeLocation}landed/${feed}/`;
      const partitions = landingIds.map(
        (id) => `partition (landing_id = ${text(id)}) location ${text(`${location}landing_id=${id}/`)}`,
      );
      return [
        `create external table if not exists ${ddlName(modelDatabase, files)} (\n${ddlColumns(columns)}\n)
partitioned by (landing_id string)
stored as parquet
location ${text(location)}`,
        ...batches(partitions, LONGEST_PARTITIONS).map(
          (batch) =>
            `alter table ${ddlName(modelDatabase, files)} add if not exists\n    ${batch.join('\n    ')}`,
        ),
        ...createView(
          name,
          `select ${columnList(withLanding)}\nfrom ${inModel(files)}\nwhere landing_id in (${landingIds.map(text).join(', ')})`,
        ),
      ];
    },

    createView,

    createTable: (name: string, select: string, columns: readonly Column[], made: string) =>
      fillWorkingTable(name, columns, [select], made),

    /** @throws Error for a value that does not fit its column, without the value. */
    loadTable: (name: string, columns: readonly Column[], rows: readonly Row[], made: string) =>
      fillWorkingTable(name, columns, jsonSelects(columns, rows, LONGEST_JSON), made),

    loadLines(name: string, columns: readonly Column[], made: string): readonly string[] {
      const lines = `lines_${name}_${hashOf(columns)}`;
      const folder = `${storeLocation}${linesFolder(name, made)}`;
      return [
        `create external table if not exists ${ddlName(modelDatabase, lines)} (\n${ddlColumns(columns)}\n)
partitioned by (${MADE_BY} string)
row format serde 'org.openx.data.jsonserde.JsonSerDe'
location ${text(`${storeLocation}${linesRoot(name)}`)}`,
        `alter table ${ddlName(modelDatabase, lines)} add if not exists
    partition (${MADE_BY} = ${text(made)}) location ${text(folder)}`,
        ...fillWorkingTable(
          name,
          columns,
          [`select ${columnList(columns)}\nfrom ${inModel(lines)}\nwhere ${MADE_BY} = ${text(made)}`],
          made,
        ),
      ];
    },

    /** A working table's name is a view too; the rows under it go when it is next made. */
    drop: (_kind: 'view' | 'table', name: string): readonly string[] => [
      `drop view if exists ${modelDatabase}.${name}`,
    ],

    /** A select without rows, whose answer tells the columns of a relation. */
    columnsOf: (relation: string): string => `select * from ${withoutComments(relation)} limit 0`,

    /**
     * Makes a curated table, or adds to one that has `has` the columns that it lacks.
     * @throws Error for a column that it has under another type.
     */
    ensureCurated(
      table: string,
      columns: readonly Column[],
      has: readonly Column[] | undefined,
    ): readonly string[] {
      const wanted = [...columns, ...PUBLISH_COLUMNS];
      if (!has) {
        return [createIceberg(curatedDatabase, table, wanted, { location: `${curatedLocation}${table}/` })];
      }
      const missing = missingColumns(table, has, wanted);
      if (missing.length === 0) return [];
      return [`alter table ${ddlName(curatedDatabase, table)} add columns (\n${ddlColumns(missing)}\n)`];
    },

    publish: (publication: Publication): readonly string[] => [
      publishText(curated(publication.table), publication),
    ],

    undoAfter: (table: string, lastPublishId: number): readonly string[] =>
      undoTexts(curated(table), lastPublishId),

    /** A row that the table has already is not appended again. @throws Error as loadTable does. */
    append(table: string, columns: readonly Column[], rows: readonly Row[]): readonly string[] {
      const list = columnList(columns);
      const casts = columns.map(({ name, type }) => `cast(${quoted(name)} as ${type})`).join(', ');
      return jsonSelects(columns, rows, LONGEST_JSON).map(
        (select) => `insert into ${curated(table)} (${list})
select ${casts}
from (
${select}
) as given
except
select ${list} from ${curated(table)}`,
      );
    },

    /** Writes a curated table's small files together, and lets go of files that no row needs. Rows stay. */
    maintain: (table: string): readonly string[] => [
      `optimize ${curatedDatabase}.${table} rewrite data using bin_pack`,
      `vacuum ${curatedDatabase}.${table}`,
    ],
  };
}

export type AthenaSql = ReturnType<typeof athenaSql>;

/** Whether Athena minds a quote or a semicolon in a comment is written nowhere: it gets no comments. */
function withoutComments(select: string): string {
  return select
    .replaceAll(/'[^']*'|"[^"]*"|\s*--[^\n]*/g, (found) => (/^['"]/.test(found) ? found : ''))
    .trim();
}

/** Which making of a working table a row belongs to. */
const MADE_BY = 'made_by';

/** The table under a working table's name: other columns are another table, so nothing is ever altered. */
export function workingTable(name: string, columns: readonly Column[]): string {
  return `${name}__${hashOf(columns)}`;
}

function hashOf(columns: readonly Column[]): string {
  const text = JSON.stringify(columns.map(({ name, type }) => [name, type]));
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function createIceberg(
  database: string,
  table: string,
  columns: readonly Column[],
  options: {
    readonly location: string;
    readonly partitionedBy?: string;
    readonly properties?: Readonly<Record<string, string>>;
  },
): string {
  const properties = { table_type: 'ICEBERG', format: 'parquet', ...options.properties };
  const list = Object.entries(properties).map(([name, value]) => `${text(name)} = ${text(value)}`);
  const partitions = options.partitionedBy ? `\npartitioned by (${options.partitionedBy})` : '';
  return `create table if not exists ${ddlName(database, table)} (\n${ddlColumns(columns)}\n)${partitions}
location ${text(options.location)}
tblproperties (${list.join(', ')})`;
}

const text = (value: string) => literal(value, 'varchar');

/** Tables are made and altered in Hive's words, where names stand in backticks. */
function ddlName(database: string, table: string): string {
  return `\`${database}\`.\`${table}\``;
}

function ddlColumns(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `    \`${name}\` ${DDL_TYPES[type]}`).join(',\n');
}

const DDL_TYPES: Readonly<Record<ColumnType, string>> = {
  varchar: 'string',
  integer: 'int',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  'timestamp(3)': 'timestamp',
};
