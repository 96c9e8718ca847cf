import { districtDay } from '../functions/district-day.ts';
import type { Column, Engine, Row } from '../functions/engines/engine.ts';
import { columnList, emptySelect, PUBLISH_COLUMNS } from '../functions/engines/sql-text.ts';
import type { Model } from '../functions/refresh/models.ts';
import { PUBLISHES, PUBLISHES_COLUMNS, standing } from '../functions/refresh/publishes.ts';
import { WAREHOUSE, type Workspace } from './workspace.ts';

/** The published tables of a workspace, under their own names, for reading. */
export interface Published {
  query(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Nothing was ever published here. */
export class NothingPublished extends Error {
  override readonly name = 'NothingPublished';
  constructor(asOf?: string) {
    super(
      asOf === undefined
        ? 'nothing is published in this workspace yet: land extracts and run `tower refresh`'
        : `nothing was published in this workspace until ${asOf}`,
    );
  }
}

/** A published table: its columns, and a select of its rows. */
export interface PublishedTable {
  readonly name: string;
  /** The table whose access holds for it. */
  readonly of: string;
  readonly columns: readonly Column[];
  readonly select: string;
}

/**
 * Opens what the last completed publish left standing.
 * @param asOf a day, ISO: opens what stood at its end
 * @param versionsOf tables of which every version is opened too, as `<table>_versions`
 * @throws NothingPublished
 */
export async function openPublished(
  workspace: Workspace,
  models: readonly Model[],
  asOf?: string,
  versionsOf: readonly string[] = [],
): Promise<Published> {
  if (!(await workspace.store.exists(WAREHOUSE))) throw new NothingPublished();
  const engine = await workspace.openWarehouse({ readOnly: true });
  try {
    const tables = await publishedTables(engine, models, asOf, versionsOf);
    const imports = tables.map(({ name, select }) => `${name} as (\n${select}\n)`).join(',\n');
    return {
      query: (sql) => engine.rows(withImports(imports, sql)),
      close: () => engine.close(),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/**
 * The published tables of an engine. A run that was refused or died leaves tables and no publish.
 * @throws NothingPublished
 */
export async function publishedTables(
  engine: Pick<Engine, 'rows' | 'curated'>,
  models: readonly Model[],
  asOf?: string,
  versionsOf: readonly string[] = [],
): Promise<PublishedTable[]> {
  const has = await publishedColumns(engine);
  if (!has.has(PUBLISHES)) throw new NothingPublished();
  const publishId = await lastUntil(engine, asOf);
  const curated = models.filter((model) => model.layer === 'curated');
  return [
    ...curated.flatMap(({ name, columns: declared }) => {
      const there = has.get(name);
      // A column that a model was given since the last publish is not there yet; a table is, without rows.
      const columns = there ? declared.filter((column) => there.has(column.name)) : declared;
      const stands = { name, of: name, columns, select: standing(engine, name, columns, publishId) };
      const tables = versionsOf.includes(name) ? [stands, versions(engine, stands, publishId)] : [stands];
      return there ? tables : tables.map((table) => ({ ...table, select: emptySelect(table.columns) }));
    }),
    {
      name: PUBLISHES,
      of: PUBLISHES,
      columns: PUBLISHES_COLUMNS,
      select: `select ${PUBLISHES_COLUMNS.map(({ name }) => name).join(', ')} from ${engine.curated(PUBLISHES)} where publish_id <= ${publishId}`,
    },
  ];
}

/** The rows of a table in each publish until one of them: from which each stood, and to which, null while it stands. */
function versions(
  engine: Pick<Engine, 'curated'>,
  { name, columns }: PublishedTable,
  publishId: number,
): PublishedTable {
  return {
    name: `${name}_versions`,
    of: name,
    columns: [...columns, ...PUBLISH_COLUMNS],
    // What a later publish, or one that was never completed, ended still stands.
    select: `select ${columnList(columns)}, publish_from,
    case when publish_to <= ${publishId} then publish_to end as publish_to
from ${engine.curated(name)}
where publish_from <= ${publishId}`,
  };
}

/** The last publish, or the last until the end of a day in the district. @throws NothingPublished */
async function lastUntil(engine: Pick<Engine, 'rows' | 'curated'>, asOf?: string): Promise<number> {
  const publishes = await engine.rows(
    `select publish_id, published_at from ${engine.curated(PUBLISHES)} order by publish_id`,
  );
  const last = publishes.findLast(
    ({ published_at }) => asOf === undefined || districtDay(new Date(`${published_at}Z`)) <= asOf,
  );
  if (!last) throw new NothingPublished(asOf);
  return Number(last.publish_id);
}

/** The columns of each published table, by its name. */
async function publishedColumns(engine: Pick<Engine, 'rows'>): Promise<Map<string, Set<string>>> {
  const rows = await engine.rows(
    `select table_name, column_name from information_schema.columns where table_schema = 'curated'`,
  );
  const tables = new Map<string, Set<string>>();
  for (const { table_name: table, column_name: column } of rows) {
    tables.set(String(table), (tables.get(String(table)) ?? new Set()).add(String(column)));
  }
  return tables;
}

/** A select behind the published tables; its own named selects come after them. */
function withImports(imports: string, sql: string): string {
  const own = /^\s*with\s+(recursive\s+)?/i.exec(sql);
  if (!own) return `with ${imports}\n${sql}`;
  return `with ${own[1] ?? ''}${imports},\n${sql.slice(own[0].length)}`;
}
