import type { ColumnType } from '../../feeds/contract/field.ts';

/** One row as both engines give it: integers of 64 bits as bigint, dates and timestamps as ISO text. */
export type Value = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows of one feed as landing left them: where they lie, and what they hold. */
export interface LandedSource {
  readonly feed: string;
  /** Columns of the objects, without the partition column landing_id. */
  readonly columns: readonly Column[];
  /** Landings whose objects the engine may read: `landed/<feed>/landing_id=<id>/`. */
  readonly landingIds: readonly string[];
}

/** Change of a curated table from what stands to what was just computed. */
export interface Publication {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Relation that holds the checked rows, with exactly `columns`. */
  readonly candidate: string;
  /** Number of this publish; rows that open get it as publish_from, rows that end as publish_to. */
  readonly publishId: number;
}

/**
 * Where SQL runs. Models name each other without a schema; what an engine calls its schemas is its own business.
 * Every method throws EngineError, which carries the statement's first line and never a row's values.
 */
export interface Engine {
  readonly name: string;
  /** Makes the rows that landing left readable as relation `source_<feed>`, with the column landing_id. */
  exposeLanded(source: LandedSource): Promise<void>;
  /** Makes or replaces a view. */
  createView(name: string, select: string): Promise<void>;
  /** Makes or replaces a working table from a select, with these columns in this order; refresh drops it. */
  createTable(name: string, select: string, columns: readonly Column[]): Promise<void>;
  /** Makes or replaces a small working table from values. */
  loadTable(name: string, columns: readonly Column[], rows: readonly Row[]): Promise<void>;
  drop(kind: 'view' | 'table', name: string): Promise<void>;
  /** Column names and types of a relation, spelled as ColumnType. */
  columnsOf(relation: string): Promise<Column[]>;
  rows(select: string): Promise<Row[]>;
  /** The name under which a curated table is read: rows with publish_from and publish_to. */
  curated(table: string): string;
  /** Makes the curated table when it is missing, and adds columns that it lacks. */
  ensureCurated(table: string, columns: readonly Column[]): Promise<void>;
  /** One statement: ends the rows that no longer hold, opens those that now do. */
  publish(publication: Publication): Promise<void>;
  /** Undoes what an unfinished publish left in a curated table. */
  undoAfter(table: string, lastPublishId: number): Promise<void>;
  /** Appends rows to a curated table that is a record of its own, such as publishes. */
  append(table: string, columns: readonly Column[], rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly engine: string;
  readonly statement: string;
  constructor(engine: string, statement: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${engine}: ${reason}`, { cause });
    this.engine = engine;
    this.statement = statement.split('\n', 1)[0] ?? '';
  }
}
