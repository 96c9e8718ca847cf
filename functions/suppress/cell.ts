/** Kinds of figures that are counted, and do not follow from others. */
export const KINDS = ['rate', 'per_1000', 'average', 'count'] as const;

/** A figure of a metric, before anything is hidden. */
export interface Cell {
  readonly measure: string;
  /** What the figure is: only a share of the group has a complement, and an outermost band. */
  readonly kind: (typeof KINDS)[number];
  /** Whether areas and the district are sums of schools, or each level counts by itself. */
  readonly upward: 'school' | 'each_level';
  readonly year: number;
  readonly window: string;
  readonly level: 'district' | 'performance_area' | 'school';
  readonly organisation: string;
  /** The performance area of a school. */
  readonly area: string;
  readonly grade: string;
  readonly subgroup: string;
  /** The subgroups of a family are parts of the whole, each student in one of them. */
  readonly family: string;
  readonly source: string;
  /** The measure whose rule everybody meets who meets this one. */
  readonly within?: string | null;
  /** The measure whose rule nobody meets who meets this one. */
  readonly apartFrom?: string | null;
  /** Null when it is not known. */
  readonly numerator: number | null;
  readonly denominator: number;
  /** How many students it is of, where the denominator counts something else of them, such as days. */
  readonly students?: number | null;
}

/** Of a cell: the figure, the band in which its share lies, the size of the group alone, or nothing. */
export type Shows = 'figure' | 'band' | 'size' | 'nothing';

export interface Verdict {
  readonly cell: Cell;
  readonly shows: Shows;
  /** The band, as it is written: `<5`. */
  readonly band: string | null;
  /** Not for publishing: it would say that a group is small. */
  readonly reason: 'primary' | 'complementary' | null;
}

export const ALL = 'ALL';

/** Whether every group that anyone is in has a row: of others, a row that is not there may be a group all the same. */
export function hasEveryRow({ source }: Pick<Cell, 'source'>): boolean {
  return source === 'computed';
}

/** Names a cell among those of one source, school year and window. */
export function nameOf({
  measure,
  level,
  organisation,
  grade,
  subgroup,
}: Omit<Cell, 'numerator' | 'denominator' | 'students'>): string {
  return [measure, level, organisation, grade, subgroup].join('|');
}
