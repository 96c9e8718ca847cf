import { literal, quoted } from '../../functions/engines/sql-text.ts';
import type { PlantedRow, PlantedTable } from './planted.ts';

/** What a way in is asked with: a table, what of it is open to the reader, and a row that is not. */
export interface Asked {
  readonly table: PlantedTable;
  readonly open: readonly string[];
  readonly closed: readonly string[];
  readonly hidden: PlantedRow | undefined;
}

/**
 * What must come back: exactly the reader's rows (those that stand, those that stood before, or all), their number,
 * a refusal whoever asks, or anything that tells nothing hidden.
 */
export type Gives =
  | 'rows that stand'
  | 'rows before'
  | 'every row'
  | 'how many stand'
  | 'how many'
  | 'refusal'
  | 'nothing hidden';

/** One way of asking for what is in a table. */
export interface Way {
  readonly name: string;
  readonly gives: Gives;
  /** @returns undefined where it cannot be asked of this table. */
  asks(asked: Asked): string | undefined;
}

/** A statement that names no table of the matrix. */
export interface WayBeside {
  readonly statement: string;
  readonly gives: 'refusal' | 'nothing hidden';
}

export function way(
  name: string,
  gives: Gives,
  asks: (table: string, asked: Asked) => string | undefined,
): Way {
  return { name, gives, asks: (asked) => asks(asked.table.model.name, asked) };
}

/** The columns that are open to the reader, as a list. */
export const openList = ({ open }: Asked) => open.map(quoted).join(', ');

/** A condition that fits a row of somebody else's and no other. */
export function isHiddenRow({ table, open, hidden }: Asked): string | undefined {
  const column = table.model.columns.find(
    ({ name, type }) => open.includes(name) && type !== 'boolean' && !OF_PARTS.test(name),
  );
  if (!hidden || !column) return undefined;
  return `${quoted(column.name)} = ${literal(hidden.values[column.name] ?? null, column.type)}`;
}

// Rows of one part share these.
const OF_PARTS = /^(organisation_level|organisation_code|performance_area|area_group)$/;
