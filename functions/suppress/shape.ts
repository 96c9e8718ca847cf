import { ALL, type Cell } from './cell.ts';
import { type Organisation, organisationsOf } from './organisations.ts';

/** A grade, or the grades together that a measure has. */
export interface Column {
  readonly name: string;
  /** The grades of which it is the sum; of a grade, itself. */
  readonly parts: readonly number[];
  /** What is in no grade. */
  readonly isRest: boolean;
}

export interface Subgroup {
  readonly name: string;
  readonly family: string;
}

/** Of what the cells of tables are: organisations by grades by subgroups, each adding up to its totals. */
export interface Shape {
  readonly organisations: readonly Organisation[];
  readonly columns: readonly Column[];
  /** All students come first. */
  readonly subgroups: readonly Subgroup[];
}

/** What the total of all grades of a measure is called: the same for measures that count the same students. */
export type TotalOf = (measure: string) => string;

/** The shape of all tables together. */
export function shapeOf(cells: readonly Cell[], totalOf: TotalOf): Shape {
  return {
    organisations: organisationsOf(cells),
    columns: columnsOf(cells, totalOf),
    subgroups: subgroupsOf(cells),
  };
}

export function columnName({ measure, grade }: Cell, totalOf: TotalOf): string {
  return grade === ALL ? `${ALL} ${totalOf(measure)}` : grade;
}

function columnsOf(cells: readonly Cell[], totalOf: TotalOf): Column[] {
  const totals = [...new Set(cells.map(({ measure }) => totalOf(measure)))].toSorted();
  const grades = [...new Set(cells.map(({ grade }) => grade))].filter((grade) => grade !== ALL).toSorted();
  const rests = totals.map((total) => `rest of ${total}`);
  const names = [...grades, ...rests];
  const has = new Set(cells.map(({ measure, grade }) => `${totalOf(measure)}|${grade}`));
  return [
    ...names.map((name, index) => ({ name, parts: [index], isRest: index >= grades.length })),
    ...totals.map((total, at) => ({
      name: `${ALL} ${total}`,
      isRest: false,
      parts: [
        ...grades.flatMap((grade, index) => (has.has(`${total}|${grade}`) ? [index] : [])),
        grades.length + at,
      ],
    })),
  ];
}

function subgroupsOf(cells: readonly Cell[]): Subgroup[] {
  const family = new Map(cells.map((cell) => [cell.subgroup, cell.family] as const));
  family.delete(ALL);
  const names = [...family.keys()].toSorted();
  const families = [...new Set(family.values())].toSorted();
  return [
    { name: ALL, family: '' },
    ...families.flatMap((of) => [
      ...names.filter((name) => family.get(name) === of).map((name) => ({ name, family: of })),
      { name: `rest of ${of}`, family: of },
    ]),
  ];
}
