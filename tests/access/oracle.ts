import type { Feed } from '../../feeds/contract/feed.ts';
import { columnOrigins, type Origin, ROWS, traceColumns } from '../../functions/refresh/lineage.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { LANDINGS } from '../../functions/refresh/sources.ts';
import { SHOWN_CELLS } from '../../functions/suppress/shown-cells.ts';
import { givenRelations } from '../../local/dictionary/render.ts';
import type { Reader } from './kinds-of-readers.ts';
import { type PlantedRow, type PlantedTable, PUBLISHES_MODEL, type ShownModel } from './planted.ts';

/** What the rows of a table are, found from the fields of feeds that they are made of and never from its declared access. */
type Nature = 'students' | 'figures' | 'suppressed figures' | 'names of parts' | 'words' | 'landings';

/** What a reader is to see of a table. */
export interface View {
  readonly rows: ReadonlySet<PlantedRow>;
  readonly columns: ReadonlySet<string>;
}

export interface Oracle {
  view(reader: Reader, table: PlantedTable): View;
  /** Whether a column of a model tells of one person. */
  tellsOfPerson(model: ShownModel, column: string): boolean;
}

// The board's plan is everybody's, with what may leave the house of the district's figures.
const PUBLIC = new Set(['fct_plan_item_suppressed']);

/** Reads who is to see what out of where the columns come from. */
export function oracleOf(models: readonly Model[], feeds: ReadonlyMap<string, Feed>): Oracle {
  const given = givenRelations(feeds);
  const trace = traceColumns(models, given);
  const byName = new Map(models.map((model) => [model.name, model]));
  const relations = new Map([
    ...given,
    ...models.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))] as const),
  ]);

  const feedOf = (relation: string) => feeds.get(relation.replace(/^stg_/, ''));
  const isIdentifier = ({ relation, column }: Origin) => sensitivityOf(relation, column) === 'identifier';
  const isOfPerson = ({ relation, column }: Origin) =>
    column === ROWS
      ? (feedOf(relation)?.fields.some(({ sensitivity }) => sensitivity === 'identifier') ?? false)
      : (sensitivityOf(relation, column) ?? 'plain') !== 'plain';

  function sensitivityOf(relation: string, column: string) {
    return feedOf(relation)?.fields.find(({ name }) => name === column)?.sensitivity;
  }

  /** Whether a person's value arrives without having been added to those of others. */
  function arrivesAlone(relation: string, column: string): boolean {
    const model = byName.get(relation);
    if (!model || given.has(relation)) return column !== ROWS && isOfPerson({ relation, column });
    if (/\bgroup by\b/.test(model.sql)) return false;
    return (columnOrigins(model, relations).get(column) ?? []).some((origin) =>
      arrivesAlone(origin.relation, origin.column),
    );
  }

  function isOfStudents({ name, key }: ShownModel): boolean {
    return key.some((column) => trace(name, column).some(isIdentifier));
  }

  function tellsOfPerson(model: ShownModel, column: string): boolean {
    if (model.key.includes(column) && !trace(model.name, column).some(isIdentifier)) return false;
    const origins = trace(model.name, column);
    if (origins.some(isIdentifier)) return true;
    return isOfStudents(model) ? origins.some(isOfPerson) : arrivesAlone(model.name, column);
  }

  function natureOf(model: ShownModel): Nature {
    const { name, key } = model;
    const columns = model.columns.map((column) => column.name);
    const origins = (column: string) => trace(name, column);
    if (isOfStudents(model)) return 'students';
    if (columns.some((column) => origins(column).some(({ relation }) => relation === LANDINGS)))
      return 'landings';
    const figures = columns.filter(
      (column) => !key.includes(column) && !tellsOfPerson(model, column) && origins(column).some(isOfPerson),
    );
    const isSuppressed = (column: string) => origins(column).some(({ relation }) => relation === SHOWN_CELLS);
    if (!figures.every(isSuppressed)) return 'figures';
    if (figures.length > 0 && !PUBLIC.has(name)) return 'suppressed figures';
    return columns.includes('performance_area') ? 'names of parts' : 'words';
  }

  const natures = new Map(
    [...models.filter(({ layer }) => layer === 'curated'), PUBLISHES_MODEL].map((model) => [
      model.name,
      natureOf(model),
    ]),
  );

  function isVisible(reader: Reader, table: PlantedTable, { place }: PlantedRow): boolean {
    switch (natures.get(table.model.name)) {
      case 'students':
        return reader.students(place);
      case 'figures':
        return reader.figures(place);
      case 'suppressed figures':
      case 'names of parts':
        return reader.suppressed(place);
      case 'words':
        return reader.isReader;
      default:
        return reader.isLeader;
    }
  }

  const persons = new Map(
    [...natures.keys()].map((name) => {
      const model = byName.get(name) ?? PUBLISHES_MODEL;
      return [
        name,
        new Set(model.columns.map((column) => column.name).filter((column) => tellsOfPerson(model, column))),
      ];
    }),
  );

  function view(reader: Reader, table: PlantedTable): View {
    const rows = table.rows.filter((row) => isVisible(reader, table, row));
    // A row must not show more because of a grant for another row.
    const seesPersons = rows.length > 0 && rows.every(({ place }) => reader.students(place));
    const closed = seesPersons ? undefined : persons.get(table.model.name);
    const columns = table.model.columns.map(({ name }) => name).filter((column) => !closed?.has(column));
    return { rows: new Set(rows), columns: new Set(columns) };
  }
  return { view, tellsOfPerson };
}
