import type { AthenaSession } from '../engines/athena-session.ts';
import type { Session } from '../engines/trino-session.ts';
import type { IcebergDialect } from './iceberg-warehouse.ts';

// Athena's own, for what was set aside for the erasure.
const DEFAULTS =
  "'vacuum_max_snapshot_age_seconds' = '432000', 'vacuum_min_snapshots_to_keep' = '1', 'vacuum_max_metadata_files_to_keep' = '100'";

/** Athena's words. */
export function athenaDialect(
  session: Pick<AthenaSession, 'run' | 'ask'>,
  { modelDatabase, curatedDatabase }: { readonly modelDatabase: string; readonly curatedDatabase: string },
): IcebergDialect {
  return {
    name: 'athena',
    model: modelDatabase,
    curated: curatedDatabase,
    schemaOf: (place) => ({ information: 'information_schema', schema: place }),
    run: async (statement) => void (await session.run(statement)),
    rows: async (select) => (await session.ask(select)).rows,
    compact: (table) => [
      // By default a file with a single list of deleted rows is left as it is.
      `alter table ${table} set tblproperties ('optimize_rewrite_delete_file_threshold' = '1', 'optimize_rewrite_data_file_threshold' = '1')`,
      `optimize ${table} rewrite data using bin_pack`,
    ],
    forget: (table) => [
      `alter table ${table} set tblproperties ('vacuum_max_snapshot_age_seconds' = '1', 'vacuum_min_snapshots_to_keep' = '1', 'vacuum_max_metadata_files_to_keep' = '1')`,
      `vacuum ${table}`,
      `alter table ${table} set tblproperties (${DEFAULTS})`,
    ],
  };
}

/** Trino's words. */
export function trinoDialect(
  session: Session,
  {
    landedCatalog,
    curatedCatalog,
    schema,
  }: Readonly<Record<'landedCatalog' | 'curatedCatalog' | 'schema', string>>,
): IcebergDialect {
  return {
    name: 'trino',
    model: `${landedCatalog}.${schema}`,
    curated: `${curatedCatalog}.${schema}`,
    schemaOf: (place) => {
      const [catalog = '', name = ''] = place.split('.');
      return { information: `${catalog}.information_schema`, schema: name };
    },
    run: async (statement) => void (await session.run(statement)),
    rows: async (select) => (await session.run(select)).rows,
    // Files of any size.
    compact: (table) => [`alter table ${table} execute optimize(file_size_threshold => '1PB')`],
    forget: (table) => {
      const [catalog = ''] = table.split('.');
      return [
        `set session ${catalog}.expire_snapshots_min_retention = '0s'`,
        `alter table ${table} execute expire_snapshots(retention_threshold => '0s')`,
        `set session ${catalog}.remove_orphan_files_min_retention = '0s'`,
        `alter table ${table} execute remove_orphan_files(retention_threshold => '0s')`,
      ];
    },
  };
}
