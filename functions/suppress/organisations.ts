import { ALL, type Cell } from './cell.ts';

/** A total and itself: every organisation above a school, every total of a grade. */
export interface Organisation {
  readonly name: string;
  readonly level: Cell['level'];
  /** For a school: itself, its area, the district, as far as they are in the table. Empty for the others. */
  readonly chain: readonly number[];
  /** What is in no school. */
  readonly isRest: boolean;
}

export function organisationName({ level, organisation }: Pick<Cell, 'level' | 'organisation'>): string {
  return `${level} ${organisation}`;
}

/** Totals first; below each total the schools, and one more for what belongs to none of them. */
export function organisationsOf(cells: readonly Cell[]): Organisation[] {
  const at = (level: Cell['level']) =>
    [
      ...new Set(cells.filter((cell) => cell.level === level).map(({ organisation }) => organisation)),
    ].toSorted();
  const districts = at('district');
  const areas = at('performance_area');
  const areaOf = new Map<string, string>();
  for (const { level, organisation, area, grade, subgroup } of cells) {
    if (level === 'school' && (!areaOf.has(organisation) || (grade === ALL && subgroup === ALL)))
      areaOf.set(organisation, area);
  }
  const totals = [
    ...districts.map((organisation) => ({ level: 'district' as const, organisation })),
    ...areas.map((organisation) => ({ level: 'performance_area' as const, organisation })),
  ];
  const district = districts.map((_, index) => index);
  const leaves = [
    ...at('school').map((organisation) => ({
      organisation,
      area: areaOf.get(organisation) ?? '',
      isRest: false,
    })),
    ...areas.map((area) => ({ organisation: `rest of ${area}`, area, isRest: true })),
    { organisation: 'rest of the district', area: '', isRest: true },
  ];
  return [
    ...totals.map((total) => ({
      name: organisationName(total),
      level: total.level,
      chain: [],
      isRest: false,
    })),
    ...leaves.map(({ organisation, area, isRest }, index) => ({
      isRest,
      name: organisationName({ level: 'school', organisation }),
      level: 'school' as const,
      chain: [
        totals.length + index,
        ...(areas.includes(area) ? [districts.length + areas.indexOf(area)] : []),
        ...district,
      ],
    })),
  ];
}
