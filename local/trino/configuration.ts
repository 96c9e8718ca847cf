import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProperties, locationOf, type Storage } from './storage.ts';

/** Where half-written tables lie, inside the workspace. */
export const STAGING = 'trino/staging';

/**
 * `two`: the catalogs see nothing of each other, so that a view and the curated table that it fills may share a name.
 * `shared`: each sees the tables and views of both, as Athena does; a name is used once in a schema.
 */
export type Metastore = 'two' | 'shared';

export interface Place {
  /** A folder of this one server: configuration, log, data that it needs while it runs. */
  readonly scratch: string;
  /** Where Trino is unpacked. */
  readonly home: string;
  readonly storage: Storage;
  readonly metastore: Metastore;
  readonly port: number;
  readonly heap: string;
  /** Who may read what: a file of rules, read anew when it changes. Without one, everybody may do all. */
  readonly rules: string | undefined;
}

/**
 * Writes the files that a Trino of one node needs.
 * @returns what to run Java with: what bin/launcher would do, so that the process started is the one to stop.
 */
export async function writeConfiguration(place: Place): Promise<string[]> {
  const { scratch, home, storage, metastore, port, heap, rules } = place;
  const plugins = join(scratch, 'plugins');
  const catalogs = join(scratch, 'catalog');
  const config = join(scratch, 'config.properties');
  const accessControl = join(scratch, 'access-control.properties');
  await mkdir(plugins);
  await mkdir(catalogs);
  for (const name of ['hive', 'iceberg']) await symlink(join(home, 'plugin', name), join(plugins, name));
  await writeProperties(config, {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(port),
    'discovery.uri': `http://127.0.0.1:${port}`,
    'query.max-memory': '1GB',
    'query.max-memory-per-node': '1GB',
    'memory.heap-headroom-per-node': '300MB',
    'catalog.management': 'static',
    'catalog.config-dir': catalogs,
    ...(rules !== undefined && { 'access-control.config-files': accessControl }),
  });
  if (rules !== undefined) {
    await writeProperties(accessControl, {
      'access-control.name': 'file',
      'security.config-file': rules,
      'security.refresh-period': '1s',
    });
  }
  const isShared = metastore === 'shared';
  const tables = `${locationOf(storage)}trino/`;
  await writeProperties(join(catalogs, 'landed.properties'), {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': `${tables}${isShared ? 'metastore' : 'landed'}`,
    'hive.non-managed-table-writes-enabled': 'false',
    'hive.ignore-absent-partitions': 'true',
    'hive.temporary-staging-directory-path': `/${STAGING}`,
    ...(isShared && {
      'hive.iceberg-catalog-name': 'curated',
      'hive.allow-register-partition-procedure': 'true',
    }),
    ...fileProperties(storage),
  });
  await writeProperties(join(catalogs, 'curated.properties'), {
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
    'hive.metastore.catalog.dir': `${tables}${isShared ? 'metastore' : 'curated'}`,
    ...(isShared && { 'iceberg.hive-catalog-name': 'landed' }),
    // Filters do not reach statistics: a reader would see the least and greatest value of all rows.
    ...(rules !== undefined && { 'iceberg.table-statistics-enabled': 'false' }),
    ...fileProperties(storage),
  });
  return [
    '-cp',
    join(home, 'lib/*'),
    `-Xmx${heap}`,
    // Small data and a short life: the second compiler would cost more than it saves.
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    '--enable-native-access=ALL-UNNAMED',
    '--sun-misc-unsafe-memory-access=allow',
    '-Dnode.environment=local',
    '-Dnode.id=one',
    // Without these two it listens on every address of the machine.
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    `-Dnode.data-dir=${join(scratch, 'data')}`,
    `-Dplugin.dir=${plugins}`,
    `-Dconfig=${config}`,
    'io.trino.server.TrinoServer',
  ];
}

async function writeProperties(path: string, properties: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path, lines.join(''));
}
