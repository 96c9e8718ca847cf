import { nearest } from '../../functions/nearest.ts';
import type { OrganisationLevel } from '../scorecard/figure.ts';
import {
  DERIVED_KINDS,
  DIRECTIONS,
  type Direction,
  MEASURE_KINDS,
  type MeasureKind,
  shownKind,
} from '../scorecard/numbers.ts';
import { oneOf, type Query, text, textOrNull } from '../scorecard/row.ts';
import { WrongUse } from '../terminal.ts';

/** A measure of the catalogue, as its figures are explained. */
export interface AskedMeasure {
  readonly code: string;
  readonly name: string;
  readonly kind: MeasureKind;
  readonly direction: Direction;
  readonly countsUpward: string;
  readonly annualWindow: string;
  readonly rule: string;
  readonly ruleSource: string;
  /** Of a gap or a change: the measure of which it is one. */
  readonly ofMeasure: string | null;
}

export interface AskedPlace {
  readonly level: OrganisationLevel;
  readonly code: string;
  readonly name: string;
}

/**
 * Finds a measure in the catalogue; undefined for a reader who is shown no catalogue at all.
 * @throws WrongUse with the nearest name
 */
export async function findMeasure(
  query: Query,
  code: string,
  isReader: boolean,
): Promise<AskedMeasure | undefined> {
  const rows = await query(`select measure_code, measure_name, kind, direction, counts_upward, annual_window,
    denominator_rule, rule_source, of_measure from dim_measure`);
  if (isReader && rows.length === 0) return undefined;
  const row = rows.find(({ measure_code }) => measure_code === code);
  const codes = rows.map((each) => text(each, 'measure_code'));
  if (!row) throw new WrongUse(`there is no measure "${code}"${meant(code, codes, 6)}`);
  const ofMeasure = textOrNull(row, 'of_measure');
  const base = rows.find(({ measure_code }) => measure_code === ofMeasure);
  return {
    code,
    name: text(row, 'measure_name'),
    kind: shownKind(
      oneOf(row, 'kind', [...MEASURE_KINDS, ...DERIVED_KINDS]),
      base && oneOf(base, 'kind', MEASURE_KINDS),
    ),
    direction: oneOf(row, 'direction', DIRECTIONS),
    countsUpward: text(row, 'counts_upward'),
    annualWindow: text(row, 'annual_window'),
    rule: text(row, 'denominator_rule'),
    ruleSource: text(row, 'rule_source'),
    ofMeasure,
  };
}

/**
 * Finds a school, an area, or without either the district. To a reader what may not be seen is as what there is not:
 * undefined.
 * @throws WrongUse with the nearest name
 */
export async function findPlace(
  query: Query,
  { school, area }: { readonly school?: string | undefined; readonly area?: string | undefined },
  isReader: boolean,
): Promise<AskedPlace | undefined> {
  if (school !== undefined && area !== undefined) throw new WrongUse('ask for a school or for an area');
  const level = school !== undefined ? 'school' : area !== undefined ? 'performance_area' : 'district';
  const rows = await query(
    `select organisation_code, organisation_name from dim_organisation where organisation_level = '${level}'`,
  );
  const asked = school ?? area;
  const row = asked === undefined ? rows[0] : rows.find((each) => each.organisation_code === asked);
  if (row) return { level, code: text(row, 'organisation_code'), name: text(row, 'organisation_name') };
  if (isReader || asked === undefined) return undefined;
  const codes = rows.map((each) => text(each, 'organisation_code'));
  throw new WrongUse(
    `there is no ${level === 'school' ? 'school' : 'performance area'} "${asked}"${meant(asked, codes, 3)}`,
  );
}

function meant(word: string, known: readonly string[], atMost: number): string {
  const name = nearest(word, known, atMost);
  return name === undefined ? '' : `: did you mean ${name}?`;
}
