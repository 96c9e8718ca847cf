import { join } from 'node:path';
import { type Access, accessOf } from '../functions/access/access.ts';
import { FILTER_COLUMNS } from '../functions/access/row-filter.ts';
import { type KnownScopes, scopesOf } from '../functions/access/scopes.ts';
import { districtDay } from '../functions/district-day.ts';
import { openDuckdb } from '../functions/engines/duckdb.ts';
import type { Column, Engine } from '../functions/engines/engine.ts';
import { columnList, emptySelect, literal, PUBLISH_COLUMNS, quoted } from '../functions/engines/sql-text.ts';
import type { Model } from '../functions/refresh/models.ts';
import { readGrants } from './grants.ts';
import { NothingPublished, type Published, type PublishedTable, publishedTables } from './published.ts';
import { WAREHOUSE, type Workspace } from './workspace.ts';

/** What a principal is shown, and nothing else. */
export interface PublishedTo extends Published {
  readonly access: Access;
}

/**
 * Opens what a principal may see of the last publish: a copy in memory, which cannot reach what it was copied from.
 * Tables that are closed to the principal are there without rows. Grants are those of now, whatever day is shown.
 * @param asOf a day, ISO: what stood at its end
 * @param versionsOf tables of which every version is opened too, as `<table>_versions`
 * @throws NothingPublished
 */
export async function openPublishedTo(
  principal: string,
  workspace: Workspace,
  models: readonly Model[],
  now: Date,
  asOf?: string,
  versionsOf: readonly string[] = [],
): Promise<PublishedTo> {
  const grants = await readGrants(workspace.store);
  return await withWarehouse(workspace, async (engine, warehouse) => {
    const tables = await publishedTables(warehouse, models, asOf, versionsOf);
    const scopes = await readScopes(warehouse, tables);
    const access = accessOf(principal, districtDay(now), grants, scopes, models);
    for (const table of tables) await copy(engine, table, access);
    await engine.rows('detach warehouse');
    await engine.rows('set enable_external_access = false');
    await engine.rows('set lock_configuration = true');
    return { access, query: (sql) => engine.rows(sql), close: () => engine.close() };
  });
}

/** What each principal of the grants sees. @throws NothingPublished */
export async function everyAccess(
  workspace: Workspace,
  models: readonly Model[],
  now: Date,
): Promise<Access[]> {
  const grants = await readGrants(workspace.store);
  return await withWarehouse(workspace, async (engine, warehouse) => {
    const scopes = await readScopes(warehouse, await publishedTables(warehouse, models));
    const principals = [...new Set(grants.map(({ principal }) => principal))].toSorted();
    const accesses = principals.map((principal) =>
      accessOf(principal, districtDay(now), grants, scopes, models),
    );
    await engine.close();
    return accesses;
  });
}

/** Engines on memory and on the warehouse beside it; they are closed when something goes wrong. */
async function withWarehouse<Result>(
  workspace: Workspace,
  use: (engine: Engine, warehouse: Engine) => Promise<Result>,
): Promise<Result> {
  if (!(await workspace.store.exists(WAREHOUSE))) throw new NothingPublished();
  const engine = await openDuckdb({ path: ':memory:', store: workspace.store });
  try {
    const file = literal(join(workspace.folder, WAREHOUSE), 'varchar');
    await engine.rows(`attach ${file} as warehouse (read_only)`);
    return await use(engine, { ...engine, curated: (table) => `warehouse.curated.${quoted(table)}` });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function readScopes(warehouse: Engine, tables: readonly PublishedTable[]): Promise<KnownScopes> {
  const organisations = tables.find(({ name }) => name === 'dim_organisation');
  return scopesOf(organisations ? await warehouse.rows(organisations.select) : []);
}

async function copy(
  engine: Engine,
  { name, of, columns, select }: PublishedTable,
  { tables }: Access,
): Promise<void> {
  const access = tables.find(({ table }) => table === of);
  // By a column that the table was given since the last publish no row can be told from another yet.
  const isOpen =
    access?.outcome === 'open' && (access.filter === 'all rows' || hasAll(FILTER_COLUMNS, columns));
  if (!isOpen) return await engine.createTable(name, emptySelect(columns), columns);
  const names = [...access.columns, ...PUBLISH_COLUMNS.map((column) => column.name)];
  const open = columns.filter((column) => names.includes(column.name));
  const where = access.filter === 'all rows' ? 'true' : access.filter;
  await engine.createTable(name, `select ${columnList(open)} from (\n${select}\n) where ${where}`, open);
}

function hasAll(names: readonly string[], columns: readonly Column[]): boolean {
  return names.every((name) => columns.some((column) => column.name === name));
}
