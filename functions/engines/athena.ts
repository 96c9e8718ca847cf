import { randomUUID } from 'node:crypto';
import type { AthenaClient } from '@aws-sdk/client-athena';
import type { Store } from '../stores/store.ts';
import { type AthenaSessionOptions, openAthenaSession } from './athena-session.ts';
import { type AthenaPlaces, athenaSql } from './athena-sql.ts';
import { columnType, readRows } from './athena-values.ts';
import { type Column, type Engine, EngineError } from './engine.ts';

export interface AthenaOptions extends AthenaPlaces {
  readonly client: AthenaClient;
  readonly workgroup: string;
  /** Where landing put its objects. */
  readonly store: Store;
  /** How statements are waited for. */
  readonly timing?: Pick<AthenaSessionOptions, 'patienceMs' | 'now' | 'wait' | 'random'>;
}

/** SQL on Athena, in two Glue databases that are there already. */
export function openAthena({ client, workgroup, store, timing, ...places }: AthenaOptions): Engine {
  const session = openAthenaSession({ client, workgroup, database: places.modelDatabase, ...timing });
  const sql = athenaSql(places);
  const run = async (statements: readonly string[]) => {
    for (const statement of statements) await session.run(statement);
  };

  async function columnsOf(relation: string): Promise<Column[]> {
    const statement = sql.columnsOf(relation);
    const { columns } = await session.ask(statement);
    return columns.map(({ name, type }) => {
      const known = columnType(type);
      if (known) return { name, type: known };
      throw refused(
        statement,
        `column ${name} of ${relation} is of type ${type}: cast it to one of the shared types`,
      );
    });
  }

  return {
    name: 'athena',
    columnsOf,
    curated: sql.curated,
    createView: async (name, select) => await run(sql.createView(name, select)),
    drop: async (kind, name) => await run(sql.drop(kind, name)),
    rows: async (select) => readRows(await session.ask(select)),

    async exposeLanded(source) {
      for (const landingId of source.landingIds) {
        // To Athena a partition without files is one without rows.
        if ((await store.list(`landed/${source.feed}/landing_id=${landingId}/`)).length > 0) continue;
        throw refused(
          `expose source_${source.feed}`,
          `the store has no files of landing ${landingId} of ${source.feed}`,
        );
      }
      await run(sql.exposeLanded(source));
    },

    async createTable(name, select, columns) {
      const computed = await columnsOf(`(\n${select}\n)`);
      for (const { name: column, type } of columns) {
        const found = computed.find((candidate) => candidate.name === column)?.type ?? 'missing';
        if (found !== type) {
          throw refused(`create table ${name}`, `column ${column} of ${name} is ${found}, not ${type}`);
        }
      }
      await run(sql.createTable(name, select, columns, randomUUID()));
    },

    loadTable: async (name, columns, rows) =>
      await run(trying(`insert into ${name}`, () => sql.loadTable(name, columns, rows, randomUUID()))),

    async ensureCurated(table, columns) {
      await run(sql.ensureCurated(table, columns, undefined));
      const has = await columnsOf(sql.curated(table));
      await run(trying(`alter table ${table}`, () => sql.ensureCurated(table, columns, has)));
    },

    publish: async (publication) => await run(sql.publish(publication)),
    undoAfter: async (table, lastPublishId) => await run(sql.undoAfter(table, lastPublishId)),
    append: async (table, columns, rows) =>
      await run(trying(`insert into ${table}`, () => sql.append(table, columns, rows))),
    close: async () => {},
  };
}

function refused(statement: string, reason: string): EngineError {
  return new EngineError('athena', statement, new Error(reason));
}

function trying<T>(statement: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new EngineError('athena', statement, error);
  }
}
