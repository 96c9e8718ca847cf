import { z } from 'zod';
import type { Column, Engine, Row } from '../engines/engine.ts';
import { literal } from '../engines/sql-text.ts';
import { type Cell, KINDS, type Verdict } from './cell.ts';
import { suppress } from './suppress.ts';

/** What readers of suppressed tables are shown: one row per cell that shows anything, so that a cell without is hidden. */
export const SHOWN_CELLS = 'shown_cells';

export const SHOWN_CELLS_COLUMNS: readonly Column[] = [
  { name: 'measure_code', type: 'varchar' },
  { name: 'school_year', type: 'integer' },
  { name: 'window_code', type: 'varchar' },
  { name: 'organisation_level', type: 'varchar' },
  { name: 'organisation_code', type: 'varchar' },
  { name: 'grade', type: 'varchar' },
  { name: 'subgroup_code', type: 'varchar' },
  { name: 'source', type: 'varchar' },
  { name: 'shows', type: 'varchar' },
  { name: 'band', type: 'varchar' },
];

/** The models that it is computed from, which have to be there before. */
export const SHOWN_CELLS_NEEDS = [
  'fct_measure',
  'dim_measure',
  'dim_subgroup',
  'met_measure_counts',
] as const;

// Gaps and changes are figures of cells, shown where all of those are.
const OWN_FIGURES = `from fct_measure
inner join dim_measure on fct_measure.measure_code = dim_measure.measure_code
inner join met_measure_counts
    on fct_measure.measure_code = met_measure_counts.measure_code
    and fct_measure.school_year = met_measure_counts.school_year
    and fct_measure.window_code = met_measure_counts.window_code
    and fct_measure.organisation_level = met_measure_counts.organisation_level
    and fct_measure.organisation_code = met_measure_counts.organisation_code
    and fct_measure.grade = met_measure_counts.grade
    and fct_measure.subgroup_code = met_measure_counts.subgroup_code
    and fct_measure.source = met_measure_counts.source
left join dim_subgroup on fct_measure.subgroup_code = dim_subgroup.subgroup_code
where dim_measure.of_measure is null`;

/** Which slices there are: cells of two of them never add up, so that each is decided on by itself. */
export const SLICES_SELECT = `select distinct fct_measure.school_year, fct_measure.window_code
${OWN_FIGURES}
order by 1, 2`;

const slice = z.object({ school_year: z.int(), window_code: z.string() });

/** A school year and window. */
export type Slice = z.infer<typeof slice>;

/** The slices that rows of `SLICES_SELECT` name. */
export function slicesOf(rows: readonly Row[]): Slice[] {
  return rows.map((row) => slice.parse(row));
}

/** The figures of a slice, in an order of their own: given the same, the same is hidden. */
export function figuresSelect({ school_year, window_code }: Slice): string {
  return `select
    fct_measure.measure_code,
    dim_measure.kind,
    dim_measure.counts_upward,
    fct_measure.school_year,
    fct_measure.window_code,
    fct_measure.organisation_level,
    fct_measure.organisation_code,
    fct_measure.performance_area,
    fct_measure.grade,
    fct_measure.subgroup_code,
    dim_subgroup.subgroup_family,
    fct_measure.source,
    fct_measure.numerator,
    fct_measure.denominator,
    met_measure_counts.students,
    dim_measure.met_within,
    dim_measure.met_apart_from
${OWN_FIGURES}
    and fct_measure.school_year = ${literal(school_year, 'integer')}
    and fct_measure.window_code = ${literal(window_code, 'varchar')}
order by 1, 6, 7, 9, 10, 12`;
}

const count = z.coerce.number().int();

/** What a row of figures says beside its counts, with what its dimensions say of it. */
export const CELL_COLUMNS = {
  measure_code: z.string(),
  kind: z.enum(KINDS),
  counts_upward: z.enum(['school', 'each_level']),
  school_year: z.int(),
  window_code: z.string(),
  organisation_level: z.enum(['district', 'performance_area', 'school']),
  organisation_code: z.string(),
  performance_area: z.string(),
  grade: z.string(),
  subgroup_code: z.string(),
  subgroup_family: z.string().nullable(),
  source: z.string(),
  met_within: z.string().nullable(),
  met_apart_from: z.string().nullable(),
};
const cellColumns = z.object(CELL_COLUMNS);

/** The place of a row among the cells that add up. */
export function placeOf(
  row: z.infer<typeof cellColumns>,
): Omit<Cell, 'numerator' | 'denominator' | 'students'> {
  return {
    measure: row.measure_code,
    kind: row.kind,
    upward: row.counts_upward,
    year: row.school_year,
    window: row.window_code,
    level: row.organisation_level,
    organisation: row.organisation_code,
    area: row.performance_area,
    grade: row.grade,
    subgroup: row.subgroup_code,
    family: row.subgroup_family ?? familyOf(row.subgroup_code),
    source: row.source,
    within: row.met_within,
    apartFrom: row.met_apart_from,
  };
}

const cellRow = cellColumns
  .extend({ numerator: count.nullable(), denominator: count, students: count.nullable() })
  .transform(
    (row): Cell => ({
      ...placeOf(row),
      numerator: row.numerator,
      denominator: row.denominator,
      students: row.students,
    }),
  );

/** A subgroup that no table knows is a part of the whole together with those that are not in it. */
function familyOf(subgroup: string): string {
  return subgroup.replace(/^NOT_/, '');
}

/** The cells that rows of figures are of. */
export function cellsOf(figures: readonly Row[]): Cell[] {
  return figures.map((row) => cellRow.parse(row));
}

/** Suppresses the figures of a slice. @returns its rows of `shown_cells` */
export function shownOf(figures: readonly Row[]): Row[] {
  return suppress(cellsOf(figures))
    .filter(({ shows }) => shows !== 'nothing')
    .map(rowOf);
}

/** Suppresses the figures of an engine, slice by slice, so that memory stays bounded. @returns the rows of `shown_cells` */
export async function shownCells(engine: Pick<Engine, 'rows'>): Promise<Row[]> {
  const shown: Row[] = [];
  for (const one of slicesOf(await engine.rows(SLICES_SELECT)))
    for (const row of shownOf(await engine.rows(figuresSelect(one)))) shown.push(row);
  return shown;
}

function rowOf({ cell, shows, band }: Verdict): Row {
  return {
    measure_code: cell.measure,
    school_year: cell.year,
    window_code: cell.window,
    organisation_level: cell.level,
    organisation_code: cell.organisation,
    grade: cell.grade,
    subgroup_code: cell.subgroup,
    source: cell.source,
    shows,
    band,
  };
}
