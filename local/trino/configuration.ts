import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where half-written tables lie, inside the workspace. */
export const STAGING = 'trino/staging';

export interface Place {
  /** A folder of this one server: configuration, log, data that it needs while it runs. */
  readonly scratch: string;
  /** Where Trino is unpacked. */
  readonly home: string;
  /** The workspace: `local:///` in SQL. */
  readonly folder: string;
  readonly port: number;
  readonly heap: string;
}

/**
 * Writes the files that a Trino of one node needs.
 * @returns what to run Java with: what bin/launcher would do, so that the process started is the one to stop.
 */
export async function writeConfiguration({ scratch, home, folder, port, heap }: Place): Promise<string[]> {
  const plugins = join(scratch, 'plugins');
  const catalogs = join(scratch, 'catalog');
  const config = join(scratch, 'config.properties');
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
  });
  const files = { 'fs.native-local.enabled': 'true', 'local.location': folder };
  // Two metastores: a view and the curated table that it fills have the same name.
  await writeProperties(join(catalogs, 'landed.properties'), {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 'local:///trino/landed',
    'hive.non-managed-table-writes-enabled': 'false',
    'hive.ignore-absent-partitions': 'true',
    'hive.temporary-staging-directory-path': `/${STAGING}`,
    ...files,
  });
  await writeProperties(join(catalogs, 'curated.properties'), {
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
    'hive.metastore.catalog.dir': 'local:///trino/curated',
    ...files,
  });
  return [
    '-cp',
    join(home, 'lib/*'),
    `-Xmx${heap}`,
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
