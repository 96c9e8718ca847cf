import type { Row } from '../functions/engines/engine.ts';
import type { Model } from '../functions/refresh/models.ts';
import { PUBLISHES, standing } from '../functions/refresh/publishes.ts';
import { WAREHOUSE, type Workspace } from './workspace.ts';

/** The published tables of a workspace, under their own names, for reading. */
export interface Published {
  query(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Nothing was ever published here. */
export class NothingPublished extends Error {
  override readonly name = 'NothingPublished';
  constructor() {
    super('nothing is published in this workspace yet: land extracts and run `tower refresh`');
  }
}

/**
 * Opens what the last completed publish left standing.
 * @throws NothingPublished
 */
export async function openPublished(workspace: Workspace, models: readonly Model[]): Promise<Published> {
  if (!(await workspace.store.exists(WAREHOUSE))) throw new NothingPublished();
  const engine = await workspace.openWarehouse({ readOnly: true });
  const tables = await engine.rows(
    `select table_name from information_schema.tables where table_schema = 'curated'`,
  );
  const names = new Set(tables.map((row) => String(row.table_name)));
  if (!names.has(PUBLISHES)) {
    await engine.close();
    throw new NothingPublished();
  }
  const curated = models.filter((model) => model.layer === 'curated' && names.has(model.name));
  const imports = [
    ...curated.map((model) => `${model.name} as (\n${standing(engine, model.name, model.columns)}\n)`),
    `${PUBLISHES} as (\nselect publish_id, started_at, published_at, fingerprint from ${engine.curated(PUBLISHES)}\n)`,
  ].join(',\n');
  return {
    query: (sql) => {
      const own = /^\s*with\s+(?!recursive\b)/i.exec(sql)?.[0];
      return engine.rows(`with ${imports}${own ? `,\n${sql.slice(own.length)}` : `\n${sql}`}`);
    },
    close: () => engine.close(),
  };
}
