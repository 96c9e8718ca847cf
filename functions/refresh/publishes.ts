import type { Column, Engine } from '../engines/engine.ts';
import type { Model } from './models.ts';

export const PUBLISHES = 'publishes';

const COLUMNS: readonly Column[] = [
  { name: 'publish_id', type: 'bigint' },
  { name: 'started_at', type: 'timestamp(3)' },
  { name: 'published_at', type: 'timestamp(3)' },
  { name: 'fingerprint', type: 'varchar' },
];

export interface Publish {
  readonly id: number;
  /** Of everything that the figures depend on: landings, models, contracts. */
  readonly fingerprint: string;
}

/** The last publish that was completed; its record is the last thing that a publish writes. */
export async function lastPublish(engine: Engine): Promise<Publish | undefined> {
  await engine.ensureCurated(PUBLISHES, COLUMNS);
  const [row] = await engine.rows(
    `select publish_id, fingerprint from ${engine.curated(PUBLISHES)} order by publish_id desc limit 1`,
  );
  return row && { id: Number(row.publish_id), fingerprint: String(row.fingerprint) };
}

/**
 * Publishes the checked rows of every curated model under one number, and its record last.
 * A run that dies in between leaves rows of a number without a record: readers pass over them, and the next run
 * takes them back before it begins.
 */
export async function publish(
  engine: Engine,
  models: readonly Model[],
  { id, fingerprint }: Publish,
  startedAt: Date,
  clock: () => Date,
): Promise<void> {
  for (const model of models) {
    await engine.ensureCurated(model.name, model.columns);
    await engine.publish({
      table: model.name,
      columns: model.columns,
      key: model.key,
      candidate: model.name,
      publishId: id,
    });
  }
  const record = {
    publish_id: BigInt(id),
    started_at: isoLocal(startedAt),
    published_at: isoLocal(clock()),
    fingerprint,
  };
  await engine.append(PUBLISHES, COLUMNS, [record]);
}

/** Takes back what a publish without a record left behind. */
export async function undoUnfinished(engine: Engine, models: readonly Model[], last: number): Promise<void> {
  for (const model of models) {
    await engine.ensureCurated(model.name, model.columns);
    await engine.undoAfter(model.name, last);
  }
}

/** The rows of a curated table that stood after a publish: by default the last completed one. */
export function standing(
  engine: Engine,
  table: string,
  columns: readonly Column[],
  publishId?: number,
): string {
  const at = publishId ?? `(select max(publish_id) from ${engine.curated(PUBLISHES)})`;
  return `select ${columns.map((column) => column.name).join(', ')}
from ${engine.curated(table)}
where publish_from <= ${at}
    and (publish_to is null or publish_to > ${at})`;
}

function isoLocal(moment: Date): string {
  return moment.toISOString().replace('Z', '');
}
