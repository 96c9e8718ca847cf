import { createHash } from 'node:crypto';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { Column, LandedSource, Publication, Row } from '../engines/engine.ts';
import type { LandedReceipt } from '../land/receipt.ts';
import { PARAMETERS } from '../suppress/parameters.ts';
import { SHOWN_CELLS, SHOWN_CELLS_COLUMNS, SHOWN_CELLS_NEEDS } from '../suppress/shown-cells.ts';
import { type Audited, type Count, countsOf, type Shown } from './audit.ts';
import type { Model } from './models.ts';
import { inOrder } from './order.ts';
import type { Publish } from './publishes.ts';
import {
  LANDINGS,
  LANDINGS_COLUMNS,
  landingRows,
  type Source,
  sourcesOf,
  stagingSelect,
  TODAY,
  TODAY_COLUMNS,
} from './sources.ts';

/** One step of a refresh. Done twice it leaves what it leaves done once. */
export type Step = {
  /** The relation that it makes, checks or publishes. */
  readonly name: string;
  /** The file to open when it fails. */
  readonly file: string;
} & (
  | { readonly act: 'load'; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly act: 'expose'; readonly source: LandedSource /** As of a view. */; readonly hash: string }
  | {
      readonly act: 'view';
      readonly select: string /** Changes when it must be made anew. */;
      readonly hash: string;
    }
  /** Holds a relation, which may be a select, to the columns that were declared. */
  | { readonly act: 'hold'; readonly relation: string; readonly columns: readonly Column[] }
  | { readonly act: 'table'; readonly select: string; readonly columns: readonly Column[] }
  /** Decides what readers of suppressed tables are shown. */
  | { readonly act: 'suppress'; readonly columns: readonly Column[] }
  | { readonly act: 'count'; readonly shown: Shown; readonly count: Count }
  /** Ends the refresh when a check of severity error was broken. */
  | { readonly act: 'gate' }
  | { readonly act: 'ensure'; readonly columns: readonly Column[] }
  | { readonly act: 'publish'; readonly publication: Publication }
  | { readonly act: 'record'; readonly publish: Publish; readonly startedAt: string }
);

/** What a refresh begins with. What lands after it has begun waits for the next one. */
export interface Situation {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly models: readonly Model[];
  readonly landed: readonly LandedReceipt[];
  /** The day of the refresh in the district, ISO. */
  readonly today: string;
}

export interface Plan {
  /** Of everything that figures depend on; when the last publish has the same, nothing need be done. */
  readonly fingerprint: string;
  readonly curated: readonly Model[];
  /** From what has landed to the record of the publish. */
  stepsTo(publishId: number, startedAt: Date): Step[];
}

/**
 * Everything that a refresh does, in order, before any of it is done.
 * @throws ModelError for models that cannot be put in order
 */
export function planOf({ feeds, models: all, landed, today }: Situation): Plan {
  const sources = sourcesOf(feeds, landed);
  const given = new Set([LANDINGS, TODAY, SHOWN_CELLS, ...sources.map((source) => source.name)]);
  const models = inOrder(all.map(withNeeds), given);
  const firstOfShown = models.find(readsShownCells);
  const curated = models.filter((model) => model.layer === 'curated');
  const fingerprint = fingerprintOf(sources, models, landed, today);
  return {
    fingerprint,
    curated,
    stepsTo: (publishId, startedAt) => [
      ...exposeSteps(sources, landed, today),
      ...models.flatMap((model) => [
        ...(model === firstOfShown ? [SUPPRESS] : []),
        ...computeSteps(model, columnsByName(sources, models)),
      ]),
      ...sources.flatMap((source) => checkSteps(source.name, { ...source, key: [] })),
      ...models.flatMap((model) => checkSteps(model.file, model)),
      { act: 'gate', name: 'the checks', file: '' },
      ...curated.flatMap((model) => publishSteps(model, publishId)),
      {
        act: 'record',
        name: 'publishes',
        file: '',
        publish: { id: publishId, fingerprint },
        startedAt: startedAt.toISOString(),
      },
    ],
  };
}

const SUPPRESS: Step = {
  act: 'suppress',
  name: SHOWN_CELLS,
  file: 'functions/suppress',
  columns: SHOWN_CELLS_COLUMNS,
};

function readsShownCells({ references }: Model): boolean {
  return references.includes(SHOWN_CELLS);
}

/** What cells are judged from comes before the first model that reads what is shown of them. */
function withNeeds(model: Model): Model {
  if (!readsShownCells(model)) return model;
  return { ...model, references: [...new Set([...model.references, ...SHOWN_CELLS_NEEDS])] };
}

/** Makes `landings`, `today` and every `stg_<feed>`. */
function exposeSteps(sources: readonly Source[], landed: readonly LandedReceipt[], today: string): Step[] {
  return [
    {
      act: 'load',
      name: LANDINGS,
      file: LANDINGS,
      columns: LANDINGS_COLUMNS,
      rows: landingRows(sources, landed),
    },
    { act: 'load', name: TODAY, file: TODAY, columns: TODAY_COLUMNS, rows: [{ today }] },
    ...sources.flatMap(({ feed, columns, live, name }): Step[] => {
      const select = stagingSelect(feed, columns, live);
      const source = {
        feed: feed.name,
        columns,
        landingIds: live.map(({ receipt }) => receipt.landingId),
      };
      return [
        {
          act: 'expose',
          name: `source_${feed.name}`,
          file: `feed ${feed.name}`,
          source,
          hash: hashOf(source),
        },
        { act: 'view', name, file: `feed ${feed.name}`, select, hash: hashOf([select, columns]) },
      ];
    }),
  ];
}

/** Makes the model's relation and holds it to the columns that its properties declare. */
function computeSteps(model: Model, columns: ReadonlyMap<string, readonly Column[]>): Step[] {
  const { name, file, materialized } = model;
  const select = model.sql.trimEnd();
  const hold = { act: 'hold', name, file, columns: plain(model.columns) } as const;
  if (materialized === 'table') {
    return [
      { ...hold, relation: `(\n${select}\n)` },
      { act: 'table', name, file, select, columns: plain(model.columns) },
    ];
  }
  // A view keeps the types of what it reads: it is stale when those change, though its text does not.
  const hash = hashOf([select, model.references.map((reference) => columns.get(reference))]);
  return [
    { act: 'view', name, file, select, hash },
    { ...hold, relation: name },
  ];
}

function checkSteps(file: string, relation: Audited): Step[] {
  const { name, columns } = relation;
  const shown = { name, columns: columns.map(({ name, sensitivity = 'plain' }) => ({ name, sensitivity })) };
  return countsOf(relation).map((count) => ({ act: 'count', name, file, shown, count }));
}

function publishSteps({ name, file, columns, key }: Model, publishId: number): Step[] {
  const publication = { table: name, columns: plain(columns), key, candidate: name, publishId };
  return [
    { act: 'ensure', name, file, columns: plain(columns) },
    { act: 'publish', name, file, publication },
  ];
}

function columnsByName(
  sources: readonly Source[],
  models: readonly Model[],
): ReadonlyMap<string, readonly Column[]> {
  return new Map([...sources, ...models].map(({ name, columns }) => [name, plain(columns)]));
}

function plain(columns: readonly Column[]): Column[] {
  return columns.map(({ name, type }) => ({ name, type }));
}

function fingerprintOf(
  sources: readonly Source[],
  models: readonly Model[],
  landed: readonly LandedReceipt[],
  today: string,
): string {
  const live = sources.map(({ name, feed, columns, live }) => ({
    name,
    key: feed.key,
    columns,
    live: live.map(({ receipt, replaced }) => [
      receipt.landingId,
      receipt.at,
      replaced,
      ...(receipt.erased ? [receipt.erased] : []),
    ]),
  }));
  const texts = models.map(({ name, sql, key, columns, checks, materialized }) => ({
    name,
    sql,
    key,
    columns,
    checks,
    materialized,
  }));
  const isDaily = models.some((model) => model.references.includes(TODAY));
  const receipts = landed.map(({ landingId, at }) => `${landingId} ${at}`);
  const suppression = models.some(readsShownCells) ? PARAMETERS : undefined;
  return hashOf({ live, texts, receipts, day: isDaily ? today : '', suppression });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
