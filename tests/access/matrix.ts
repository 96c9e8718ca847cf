import type { Reader } from './kinds-of-readers.ts';
import type { Oracle, View } from './oracle.ts';
import { type Cell, marksIn, type PlantedRow, type PlantedTable } from './planted.ts';
import type { Gives, Way, WayBeside } from './way.ts';

export type Answer = readonly (readonly unknown[])[] | 'refused';

/** Published tables with planted rows, and the readers who ask. */
export interface World {
  readonly readers: readonly Reader[];
  readonly tables: readonly PlantedTable[];
  readonly cells: ReadonlyMap<string, Cell>;
  readonly oracle: Oracle;
  /** Ways that are tried on each table, and such that no table is named in. */
  readonly ways: readonly Way[];
  readonly waysBeside: readonly WayBeside[];
  ask(principal: string, statement: string): Promise<Answer>;
}

/** A place where what was answered is not what the reader may see. */
export interface Leak {
  readonly principal: string;
  readonly table: string;
  readonly way: string;
  readonly tells: string;
}

// So many questions at a time keep an engine busy.
const AT_ONCE = 4;

/** A reader, and what they are to see of each table. */
interface Sight {
  readonly principal: string;
  readonly views: ReadonlyMap<string, View>;
}

/** Asks every reader's every question, and holds the answers to what the oracle says. */
export async function leaks(world: World): Promise<Leak[]> {
  const questions = world.readers.flatMap((reader) => {
    const { principal } = reader;
    const views = new Map(world.tables.map((table) => [table.model.name, world.oracle.view(reader, table)]));
    const sight = { principal, views };
    return [
      ...world.tables.flatMap((table) => world.ways.map((way) => () => ofTable(world, sight, table, way))),
      ...world.waysBeside.map((way) => () => besideTables(world, sight, way)),
    ];
  });
  const found: Leak[][] = questions.map(() => []);
  const waiting = questions.entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [at, ask] of waiting) found[at] = await ask();
    }),
  );
  return found.flat();
}

async function ofTable(world: World, sight: Sight, table: PlantedTable, way: Way): Promise<Leak[]> {
  const { principal, views } = sight;
  const { model, rows } = table;
  const view = views.get(model.name) as View;
  const names = model.columns.map(({ name }) => name);
  const statement = way.asks({
    table,
    open: names.filter((name) => view.columns.has(name)),
    closed: names.filter((name) => !view.columns.has(name)),
    hidden: rows.findLast((row) => !view.rows.has(row)),
  });
  if (statement === undefined) return [];
  const answer = await world.ask(principal, statement);
  const told = [
    ...unexpected(way.gives, answer, world, [...view.rows]),
    ...hiddenIn(answer, world, sight),
    ...hiddenParts(answer, table, view),
  ];
  return told.map((tells) => ({ principal, table: model.name, way: way.name, tells }));
}

async function besideTables(world: World, sight: Sight, { statement, gives }: WayBeside): Promise<Leak[]> {
  const answer = await world.ask(sight.principal, statement);
  const told = [...unexpected(gives, answer, world, []), ...hiddenIn(answer, world, sight)];
  return told.map((tells) => ({ principal: sight.principal, table: '', way: statement, tells }));
}

function unexpected(
  gives: Gives,
  answer: Answer,
  { cells }: World,
  visible: readonly PlantedRow[],
): string[] {
  if (gives === 'nothing hidden') return [];
  if (gives === 'refusal') return answer === 'refused' ? [] : ['an answer'];
  const due = visible.filter(({ stands }) => {
    if (gives === 'every row' || gives === 'how many') return true;
    return gives === 'rows before' ? !stands : stands;
  });
  if (answer === 'refused') return due.length === 0 ? [] : ['nothing of what is theirs'];
  if (gives === 'how many' || gives === 'how many stand') {
    const count = Number(answer[0]?.[0] ?? 0);
    return count === due.length ? [] : [`${count} rows instead of ${due.length}`];
  }
  const rows = new Set(answer.map((row) => cellsIn(row, cells)[0]?.row));
  const isSame = answer.length === due.length && due.every((row) => rows.has(row));
  return isSame ? [] : [`${answer.length} rows instead of ${due.length}`];
}

/** Hidden values that are in the answer: their columns, and of which part of the district. */
function hiddenIn(answer: Answer, { cells }: World, { views }: Sight): string[] {
  if (answer === 'refused') return [];
  const hidden = answer
    .flatMap((row) => cellsIn(row, cells))
    .filter(({ table, row, column }) => {
      const view = views.get(table);
      return !view?.rows.has(row) || !view.columns.has(column);
    });
  return [...new Set(hidden.map(({ table, row, column }) => `${table}.${column} of ${row.place.code}`))];
}

/** Parts of the district that are named in the answer and in no row that is visible. */
function hiddenParts(answer: Answer, { model, rows }: PlantedTable, view: View): string[] {
  if (answer === 'refused' || !model.columns.some(({ name }) => name === 'organisation_code')) return [];
  const partsOf = (of: Iterable<PlantedRow>) =>
    new Set([...of].flatMap(({ place }) => [place.code, place.area]));
  const open = partsOf(view.rows);
  const hidden = [...partsOf(rows)].filter((part) => !open.has(part));
  return hidden.filter((part) => answer.some((row) => row.includes(part)));
}

function cellsIn(row: readonly unknown[], cells: ReadonlyMap<string, Cell>): Cell[] {
  return row.flatMap((value) => marksIn(textOf(value)).flatMap((mark) => cells.get(mark) ?? []));
}

function textOf(value: unknown): string {
  return typeof value === 'object'
    ? JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
    : String(value);
}
