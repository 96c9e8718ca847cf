import type { Row } from '../../functions/engines/engine.ts';
import { ORGANISATION_LEVELS, type OrganisationLevel } from './figure.ts';
import { oneOf, type Query, text } from './row.ts';

/** Who looks: at the whole district, at a part of it, or somebody to whom nothing is shown. */
export type Audience = 'district' | 'part' | 'nobody';

export interface Organisation {
  readonly level: OrganisationLevel;
  readonly code: string;
  readonly name: string;
  /** The performance area and its group, as they are today. */
  readonly area: string;
  readonly areaGroup: string;
}

/** The organisations of which a scorecard speaks. */
export interface Shown {
  /** The one whose figures come first: the district, where it may be seen. */
  readonly lead: Organisation;
  /** The reader's own part of the district: its figures stand beside; none for whoever looks at the whole. */
  readonly own: readonly Organisation[];
}

const THE_DISTRICT: Organisation = {
  level: 'district',
  code: '',
  name: 'The district',
  area: 'All',
  areaGroup: 'All',
};

/** Every organisation that can be seen. */
export async function readOrganisations(query: Query): Promise<Row[]> {
  return await query(
    'select organisation_level, organisation_code, organisation_name, performance_area, area_group from dim_organisation',
  );
}

/** Whose figures lead, and whose stand beside: the areas that can be seen, and schools without theirs. */
export function shownTo(audience: Audience, rows: readonly Row[]): Shown {
  const at = (level: OrganisationLevel) => rows.filter((row) => row.organisation_level === level);
  const district = at('district').map(organisationOf)[0];
  if (audience !== 'part') return { lead: district ?? THE_DISTRICT, own: [] };
  const areas = at('performance_area');
  const seen = new Set(areas.map((row) => text(row, 'organisation_code')));
  const schools = at('school').filter((row) => !seen.has(text(row, 'performance_area')));
  const own = [
    ...areas.map(organisationOf).toSorted(byName),
    ...schools.map(organisationOf).toSorted(byName),
  ];
  const [first = THE_DISTRICT, ...others] = own;
  return district ? { lead: district, own } : { lead: first, own: others };
}

/** The schools that can be seen, by name. */
export function schoolsOf(rows: readonly Row[]): Organisation[] {
  return rows
    .filter((row) => row.organisation_level === 'school')
    .map(organisationOf)
    .toSorted(byName);
}

function byName(one: Organisation, other: Organisation): number {
  return one.name.localeCompare(other.name, 'en');
}

function organisationOf(row: Row): Organisation {
  return {
    level: oneOf(row, 'organisation_level', ORGANISATION_LEVELS),
    code: text(row, 'organisation_code'),
    name: text(row, 'organisation_name'),
    area: text(row, 'performance_area'),
    areaGroup: text(row, 'area_group'),
  };
}
