import { ALL, hasEveryRow } from '../cell.ts';
import type { PublishedCell } from './published.ts';

/** A total and the cells that readers take for its parts. */
export interface Sum {
  /** What kind of sum it is: those of one kind add up alike. */
  readonly kind: string;
  readonly of: 'students' | 'organisations';
  readonly total: PublishedCell;
  readonly parts: readonly PublishedCell[];
  /**
   * Whether what is left over is no group: those whose grade or trait is not known, or by how much levels differ of which
   * each counts by itself.
   */
  readonly isComplete: boolean;
}

/** Every sum that readers can set up: subgroups of a family, grades, schools of an area, areas and schools of the district. */
export function sumsOf(cells: readonly PublishedCell[]): Sum[] {
  return [
    ...sums(
      cells,
      'family',
      isWhole,
      ({ subgroup, family }) => (subgroup === ALL ? [] : [family]),
      place('subgroup'),
    ),
    ...sums(
      cells,
      'grade',
      ({ grade }) => grade === ALL,
      ({ grade }) => (grade === ALL ? [] : ['']),
      place('grade'),
    ),
    ...ofPairs(cells, 0),
    ...ofPairs(cells, 1),
    ...ofOrganisations(cells),
  ];
}

function isWhole({ subgroup }: PublishedCell): boolean {
  return subgroup === ALL;
}

/** Pairs of subgroups, such as `BLCK*EDS`, add up to each of the two, in each family of pairs. */
function ofPairs(cells: readonly PublishedCell[], half: 0 | 1): Sum[] {
  const halfOf = ({ subgroup }: PublishedCell) => subgroup.split('*')[half] ?? '';
  const isPair = ({ subgroup }: PublishedCell) => subgroup.includes('*');
  const where = (subgroup: string, cell: PublishedCell) => `${place('subgroup')(cell)}|${subgroup}`;
  return sums(
    cells,
    `pair ${half}`,
    (cell) => !isPair(cell),
    (cell) => (isPair(cell) ? [cell.family] : []),
    (cell) => where(isPair(cell) ? halfOf(cell) : cell.subgroup, cell),
  );
}

function ofOrganisations(cells: readonly PublishedCell[]): Sum[] {
  const areas = new Set(
    cells.filter(({ level }) => level === 'performance_area').map(({ organisation }) => organisation),
  );
  const isDistrict = ({ level }: PublishedCell) => level === 'district';
  const isSchool = ({ level }: PublishedCell) => level === 'school';
  const isBelowDistrict = ({ level, area }: PublishedCell) =>
    level === 'performance_area' || (level === 'school' && !areas.has(area));
  const where = ({ measure, grade, subgroup }: PublishedCell) => [measure, grade, subgroup].join('|');
  return [
    ...sums(cells, 'district', isDistrict, (cell) => (isBelowDistrict(cell) ? [''] : []), where),
    // Where a school changed its area, areas are not the sums of their schools, and the district is.
    ...(areas.size > 0
      ? sums(cells, 'schools', isDistrict, (cell) => (isSchool(cell) ? [''] : []), where)
      : []),
    ...[...areas].flatMap((area) => {
      const own = cells.filter((cell) => (isSchool(cell) ? cell.area === area : cell.organisation === area));
      return sums(
        own,
        `area ${area}`,
        (cell) => !isSchool(cell),
        (cell) => (isSchool(cell) ? [''] : []),
        where,
      );
    }),
  ].map((sum): Sum => {
    // Where each level counts by itself, one sum may stray as another does.
    const isApart = sum.total.upward === 'each_level';
    const kind = isApart ? `${sum.total.measure}|levels` : sum.kind;
    return { ...sum, kind, of: 'organisations', isComplete: isApart };
  });
}

/** What tells cells apart when one of their dimensions is left out. */
function place(without: 'subgroup' | 'grade'): (cell: PublishedCell) => string {
  return ({ measure, level, organisation, grade, subgroup }) =>
    [measure, level, organisation, without === 'grade' ? subgroup : grade].join('|');
}

function sums(
  cells: readonly PublishedCell[],
  kind: string,
  isTotal: (cell: PublishedCell) => boolean,
  partOf: (cell: PublishedCell) => readonly string[],
  placed: (cell: PublishedCell) => string,
): Sum[] {
  const parts = new Map<string, Map<string, PublishedCell[]>>();
  for (const cell of cells) {
    for (const way of partOf(cell)) {
      const ways = parts.get(placed(cell)) ?? new Map<string, PublishedCell[]>();
      parts.set(placed(cell), ways);
      const list = ways.get(way);
      if (list) list.push(cell);
      else ways.set(way, [cell]);
    }
  }
  // One member of a family alone tells of those who are not in it.
  const members = Map.groupBy(new Map(cells.map((cell) => [cell.subgroup, cell.family])), ([, of]) => of);
  const hasSeveral = (family: string) => family === '' || (members.get(family)?.length ?? 0) > 1;
  return cells.filter(isTotal).flatMap((total) =>
    [...(parts.get(placed(total)) ?? [])].map(([way, list]) => ({
      kind: [total.measure, kind, way].join('|'),
      of: 'students' as const,
      total,
      parts: list,
      isComplete: hasEveryRow(total) && hasSeveral(way),
    })),
  );
}
