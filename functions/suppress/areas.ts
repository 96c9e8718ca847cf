import type { Cell } from './cell.ts';

/** Tables that add up, and cells of areas that do not. */
export interface Settled {
  readonly tables: readonly (readonly Cell[])[];
  /** To be hidden: readers who know which school was where would take them apart. */
  readonly withheld: readonly Cell[];
}

/**
 * Takes out the areas that are no sums of their schools although the district is: a school changed its area within the
 * time that is counted, and its students are in two of them. Their schools then add up to the district alone.
 */
export function settled(tables: readonly (readonly Cell[])[]): Settled {
  const unsettled = new Set(tables.flatMap((cells) => [...unsettledAreas(cells)]));
  if (unsettled.size === 0) return { tables, withheld: [] };
  const isWithheld = ({ level, organisation }: Cell) =>
    level === 'performance_area' && unsettled.has(organisation);
  return {
    tables: tables.map((cells) => cells.filter((cell) => !isWithheld(cell))),
    withheld: tables.flat().filter(isWithheld),
  };
}

interface Sums {
  readonly schools: Cell[];
  readonly areas: Cell[];
  readonly districts: Cell[];
}

function unsettledAreas(cells: readonly Cell[]): Set<string> {
  const byPlace = new Map<string, Sums>();
  for (const cell of cells) {
    const key = [cell.measure, cell.grade, cell.subgroup].join('|');
    const sums = byPlace.get(key) ?? { schools: [], areas: [], districts: [] };
    byPlace.set(key, sums);
    (cell.level === 'school' ? sums.schools : cell.level === 'district' ? sums.districts : sums.areas).push(
      cell,
    );
  }
  const places = [...byPlace.values()];
  const isExact = places.every(
    ({ schools, districts }) =>
      districts.length > 0 && districts.every((district) => isSum(district, schools)),
  );
  const withSchools = new Set(cells.filter(({ level }) => level === 'school').map(({ area }) => area));
  return new Set(
    places.flatMap(({ schools, areas, districts }) =>
      areas
        .filter((area) =>
          isExact
            ? !isSum(
                area,
                schools.filter((school) => school.area === area.organisation),
              )
            : !withSchools.has(area.organisation) &&
              !districts.every((district) => hasRoom(district, area, schools)),
        )
        .map(({ organisation }) => organisation),
    ),
  );
}

function isSum(total: Cell, parts: readonly Cell[]): boolean {
  const areKnown = [total, ...parts].every(({ numerator }) => numerator !== null);
  return total.denominator === sizeOf(parts) && (!areKnown || total.numerator === sumOf(parts));
}

/** Whether an area of which no school is shown can be one that is beside the others. */
function hasRoom(district: Cell, area: Cell, schools: readonly Cell[]): boolean {
  return district.denominator >= area.denominator + sizeOf(schools);
}

function sizeOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { denominator }) => sum + denominator, 0);
}

function sumOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { numerator }) => sum + (numerator ?? 0), 0);
}
