import type { Column, Engine, Row } from '../engines/engine.ts';
import type { Model } from './models.ts';

export const PUBLISHES = 'publishes';

export const PUBLISHES_COLUMNS: readonly Column[] = [
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

/** Makes the record of publishes where there is none yet. */
export async function ensurePublishes(engine: Engine): Promise<void> {
  await engine.ensureCurated(PUBLISHES, PUBLISHES_COLUMNS);
}

/** The last publish that was completed; its record is the last thing that a publish writes. */
export async function lastPublish(engine: Pick<Engine, 'rows' | 'curated'>): Promise<Publish | undefined> {
  const [row] = await engine.rows(
    `select publish_id, fingerprint from ${engine.curated(PUBLISHES)} order by publish_id desc limit 1`,
  );
  return row && { id: Number(row.publish_id), fingerprint: String(row.fingerprint) };
}

/**
 * Writes that a publish is complete, after all its tables. A run that dies before leaves rows of a number without a
 * record: readers pass over them, and the next run takes them back before it begins.
 */
export async function recordPublish(
  engine: Pick<Engine, 'append'>,
  publish: Publish,
  startedAt: Date,
  publishedAt: Date,
): Promise<void> {
  await engine.append(PUBLISHES, PUBLISHES_COLUMNS, [publishRow(publish, startedAt, publishedAt)]);
}

/** The row of a publish in `publishes`. */
export function publishRow({ id, fingerprint }: Publish, startedAt: Date, publishedAt: Date): Row {
  return {
    publish_id: BigInt(id),
    started_at: isoLocal(startedAt),
    published_at: isoLocal(publishedAt),
    fingerprint,
  };
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
  engine: Pick<Engine, 'curated'>,
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
