import type { Row, Value } from '../../functions/engines/engine.ts';
import type { Model, ModelColumn } from '../../functions/refresh/models.ts';
import { PUBLISHES, PUBLISHES_COLUMNS } from '../../functions/refresh/publishes.ts';

/** The part of the district to which a row belongs. */
export interface Place {
  readonly level: 'district' | 'performance_area' | 'school';
  readonly code: string;
  readonly area: string;
  readonly group: string;
}

/** A row whose every value stands nowhere else, so that a value that is seen says whose it is. */
export interface PlantedRow {
  readonly place: Place;
  /** Whether it still stands, or only a publish before the last showed it. */
  readonly stands: boolean;
  readonly values: Row;
}

export type ShownModel = Pick<Model, 'name' | 'key' | 'columns'>;

export interface PlantedTable {
  readonly model: ShownModel;
  readonly rows: readonly PlantedRow[];
}

/** Where a value was planted. */
export interface Cell {
  readonly table: string;
  readonly row: PlantedRow;
  readonly column: string;
}

export const AREAS = [
  { area: 'Elementary 1', group: 'Elementary' },
  { area: 'Elementary 2', group: 'Elementary' },
  { area: "Middle' or 'a' = 'a", group: 'Middle' },
  { area: 'K-8 1', group: 'K-8' },
  { area: 'High 1', group: 'High' },
] as const;

const school = (code: string, at: number): Place => {
  const { area, group } = AREAS[at] ?? { area: 'Unassigned', group: 'Unassigned' };
  return { level: 'school', code, area, group };
};

const DISTRICT: Place = { level: 'district', code: '600LEA', area: 'All', group: 'All' };

/** Each part of the district as it is, and as it was at the publish before. */
const PLACES: readonly { readonly before: Place; readonly now: Place }[] = [
  ...[
    DISTRICT,
    ...AREAS.map(({ area, group }) => ({ level: 'performance_area', code: area, area, group }) as const),
    ...AREAS.map((_, at) => school(`60010${at}`, at)),
    school('600110', 0),
    school('600199', AREAS.length),
  ].map((place) => ({ before: place, now: place })),
  // A school that has moved from one area to another.
  { before: school('600109', 0), now: school('600109', 1) },
];

/** The record of publishes, which readers see beside the models. */
export const PUBLISHES_MODEL: ShownModel = {
  name: PUBLISHES,
  key: ['publish_id'],
  columns: PUBLISHES_COLUMNS.map((column) => ({ ...column, description: '', sensitivity: 'plain' })),
};

/** Rows for each table, made from its declared columns: two for each part of the district, one that stands no more. */
export function plant(models: readonly ShownModel[]): {
  readonly tables: readonly PlantedTable[];
  /** Where each value was planted. */
  readonly cells: ReadonlyMap<string, Cell>;
} {
  const cells = new Map<string, Cell>();
  let planted = 0;
  const rowOf = (model: ShownModel, place: Place, stands: boolean, given: Row = {}): PlantedRow => {
    const values: Record<string, Value> = { ...partsOf(place), ...given };
    const row = { place, stands, values };
    for (const { name, type } of model.columns) {
      if (name in values) continue;
      planted += 1;
      const { value, mark } = markedValue(type, planted);
      if (mark) cells.set(mark, { table: model.name, row, column: name });
      values[name] = value;
    }
    return row;
  };
  const tables = models.map((model) => ({
    model,
    rows: PLACES.flatMap(({ before, now }) => [rowOf(model, before, false), rowOf(model, now, true)]),
  }));
  const publishes = [1n, 2n].map((id) => rowOf(PUBLISHES_MODEL, DISTRICT, true, { publish_id: id }));
  return { tables: [...tables, { model: PUBLISHES_MODEL, rows: publishes }], cells };
}

/** What may be the mark of a planted value, in any text. */
export function marksIn(text: string): string[] {
  const found = text.match(/\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)?(?:E\d+)?/g) ?? [];
  return found.map((mark) => (mark.includes('-') ? mark : String(Number(mark))));
}

function partsOf({ level, code, area, group }: Place): Row {
  return { organisation_level: level, organisation_code: code, performance_area: area, area_group: group };
}

function markedValue(type: ModelColumn['type'], at: number): { value: Value; mark?: string } {
  const number = 1_000_000_000 + at;
  const day = new Date(Date.UTC(1600, 0, 1 + at)).toISOString().slice(0, 10);
  switch (type) {
    case 'varchar':
      return { value: `${number} it's`, mark: String(number) };
    case 'integer':
    case 'double':
      return { value: number, mark: String(number) };
    case 'bigint':
      return { value: BigInt(number), mark: String(number) };
    case 'date':
      return { value: day, mark: day };
    case 'timestamp(3)':
      return { value: `${day}T00:00:00`, mark: day };
    case 'boolean':
      return { value: false };
  }
}
