import type { Engine } from '../../functions/engines/engine.ts';
import type { Model } from '../../functions/refresh/models.ts';

/** The rows of a select as texts, in an order that engines share. */
export async function rowsOf(engine: Engine, select: string): Promise<string[]> {
  const rows = await engine.rows(select);
  return rows
    .map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
    .sort();
}

/** Every column that a model declares, in its order. */
export const selectOf = (model: Pick<Model, 'name' | 'columns'>) =>
  `select ${model.columns.map(({ name }) => name).join(', ')} from ${model.name}`;
