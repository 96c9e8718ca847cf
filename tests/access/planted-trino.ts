import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { trinoRules } from '../../functions/access/trino-rules.ts';
import { openTrino } from '../../functions/engines/trino.ts';
import { openSession, TrinoError } from '../../functions/engines/trino-session.ts';
import { PUBLISHES } from '../../functions/refresh/publishes.ts';
import { startTrino } from '../../local/trino/server.ts';
import type { Answer } from './matrix.ts';
import type { PlantedRow, PlantedTable } from './planted.ts';

export const PLACE = { publisher: 'control-tower', catalog: 'curated', schema: 'tower' };

type Rules = ReturnType<typeof trinoRules>;

/** A Trino that holds rules over planted tables. */
export interface PlantedTrino {
  /** The snapshot of each table that the first publish left. */
  readonly before: ReadonlyMap<string, string>;
  /** @throws TrinoError for anything but a refusal. */
  ask(principal: string, statement: string): Promise<Answer>;
  /** What Trino says when it does not answer. */
  refusal(principal: string, statement: string): Promise<string>;
  /** Writes other rules, and waits until somebody is answered, or refused, who was not before. */
  write(rules: Rules, until: { principal: string; statement: string; isAnswered: boolean }): Promise<void>;
  stop(): Promise<void>;
}

export async function startPlantedTrino(
  tables: readonly PlantedTable[],
  first: Rules,
): Promise<PlantedTrino> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-'));
  const rules = join(folder, 'rules.json');
  await writeWhole(rules, first);
  const trino = await startTrino({ folder: join(folder, 'workspace'), rules, heap: '1500M' });
  const before = await publish(trino.url, tables);
  const { catalog, schema } = PLACE;

  async function ask(user: string, statement: string): Promise<Answer> {
    try {
      return (await openSession({ url: trino.url, user, catalog, schema }).run(statement)).rows;
    } catch (error) {
      if (error instanceof TrinoError && REFUSALS.includes(error.code)) return 'refused';
      throw error;
    }
  }

  return {
    before,
    ask,
    refusal: (user, statement) =>
      openSession({ url: trino.url, user, catalog, schema })
        .run(statement)
        .then(
          ({ rows }) => `answered with ${rows.length} rows`,
          (error: Error) => error.message,
        ),
    async write(written, { principal, statement, isAnswered }) {
      await writeWhole(rules, written);
      const giveUpAt = Date.now() + 60_000;
      while (((await ask(principal, statement)) !== 'refused') !== isAnswered) {
        if (Date.now() > giveUpAt) throw new Error('the rules that were written do not hold');
        await wait(250);
      }
    },
    async stop() {
      await trino.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const REFUSALS = ['PERMISSION_DENIED', 'ROLE_NOT_FOUND'];

/** Whole or not there, so that Trino never reads half a file. */
async function writeWhole(path: string, rules: Rules): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(rules));
  await rename(`${path}.new`, path);
}

/** What stood before is published first, and ends with the second publish. */
async function publish(url: string, tables: readonly PlantedTable[]): Promise<Map<string, string>> {
  const engine = await openTrino({ url });
  const { publisher: user, catalog, schema } = PLACE;
  const publisher = openSession({ url, user, catalog, schema });
  const before = new Map<string, string>();
  for (const { model, rows } of tables) {
    const { name, columns, key } = model;
    // Left over, as by a refresh that died.
    const candidate = `new_${name}`;
    const valuesOf = (some: readonly PlantedRow[]) => some.map(({ values }) => values);
    await engine.ensureCurated(name, columns);
    if (name === PUBLISHES) {
      await engine.loadTable(candidate, columns, valuesOf(rows));
      await engine.append(name, columns, valuesOf(rows));
      continue;
    }
    for (const [at, stands] of [false, true].entries()) {
      await engine.loadTable(candidate, columns, valuesOf(rows.filter((row) => row.stands === stands)));
      await engine.publish({ table: name, columns, key, candidate, publishId: at + 1 });
      if (stands) continue;
      const latest = await publisher.run(
        `select cast(snapshot_id as varchar) from "${name}$snapshots" order by committed_at desc limit 1`,
      );
      before.set(name, String(latest.rows[0]?.[0]));
    }
  }
  return before;
}
