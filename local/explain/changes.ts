import type { Feed } from '../../feeds/contract/feed.ts';
import type { Engine } from '../../functions/engines/engine.ts';
import { readInputs } from '../../functions/refresh/inputs.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { standing } from '../../functions/refresh/publishes.ts';
import type { Store } from '../../functions/stores/store.ts';
import { grouped } from '../scorecard/row.ts';
import { type Difference, differsIn, type PublishOf, readDifferences } from './differences.ts';
import { pathOf } from './path.ts';
import { type Reason, reasonsFor } from './reasons.ts';

/** How the figures of one measure differ between two publishes, and why. */
export interface MeasureChange {
  readonly measureCode: string;
  readonly differences: readonly Difference[];
  readonly reasons: readonly Reason[];
}

export interface ChangeTools {
  readonly engine: Pick<Engine, 'rows' | 'curated'>;
  readonly store: Store;
  readonly models: readonly Model[];
  readonly feeds: ReadonlyMap<string, Feed>;
}

/** What differs between two publishes, measure by measure. */
export async function readChanges(
  from: PublishOf,
  to: PublishOf,
  { engine, store, models, feeds }: ChangeTools,
): Promise<MeasureChange[]> {
  const differences = await readDifferences(engine, models, from.id, to.id);
  if (differences.length === 0) return [];
  const was = await readInputs(store, from);
  const is = await readInputs(store, to);
  const derived = await readDerived(engine, to.id);
  return [...grouped(differences, ({ measureCode }) => measureCode)].map(([measureCode, own]) => {
    const { ofMeasure, changeFrom } = derived.get(measureCode) ?? {};
    const path = pathOf(ofMeasure ?? measureCode, models, feeds.keys());
    const reasons = reasonsFor(differsIn(own), path, was, is, changeFrom === 'baseline');
    return { measureCode, differences: own, reasons };
  });
}

/** The measures that are made of another one. */
async function readDerived(
  engine: Pick<Engine, 'rows' | 'curated'>,
  publishId: number,
): Promise<Map<string, { readonly ofMeasure: string; readonly changeFrom: string | undefined }>> {
  const columns = ['measure_code', 'of_measure', 'change_from'].map(
    (name) => ({ name, type: 'varchar' }) as const,
  );
  const rows = await engine.rows(
    `${standing(engine, 'dim_measure', columns, publishId)}\n    and of_measure is not null`,
  );
  return new Map(
    rows.map((row) => [
      String(row.measure_code),
      { ofMeasure: String(row.of_measure), changeFrom: row.change_from?.toString() },
    ]),
  );
}
