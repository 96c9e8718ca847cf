import { z } from 'zod';
import { AREA_GROUPS } from '../../feeds/performance-area-assignments.ts';
import type { ReaderGrant } from './grants.ts';

/** The area of rows that count for the whole district, and of those that belong to no area: nobody's own. */
export const DISTRICT_AREA = 'All';
export const NO_AREA = 'Unassigned';

/** The parts of the district that a grant may name, by kind. */
export type KnownScopes = Readonly<Record<ReaderGrant['scope_kind'], ReadonlySet<string>>>;

const organisation = z.object({
  organisation_level: z.enum(['district', 'performance_area', 'school']),
  organisation_code: z.string(),
  area_group: z.string(),
});

/** The parts of the district, from the rows of dim_organisation. */
export function scopesOf(rows: readonly unknown[]): KnownScopes {
  const organisations = rows.map((row) => organisation.parse(row));
  const at = (level: string) =>
    organisations.filter(({ organisation_level }) => organisation_level === level);
  const areas = at('performance_area');
  return {
    district: new Set(at('district').map(({ organisation_code }) => organisation_code)),
    area_group: new Set(areas.map(({ area_group }) => area_group)),
    performance_area: new Set(areas.map(({ organisation_code }) => organisation_code)),
    school: new Set(at('school').map(({ organisation_code }) => organisation_code)),
  };
}

/** Whether a grant names a part that there is. */
export function isKnown(grant: ReaderGrant, scopes: KnownScopes): boolean {
  return isNameable(grant) && scopes[grant.scope_kind].has(grant.scope_code);
}

/** Whether a grant may name the part at all, wherever the district is not at hand to look it up. */
export function isNameable({ scope_kind, scope_code }: ReaderGrant): boolean {
  if (scope_code === '' || /\p{C}/u.test(scope_code)) return false;
  if (scope_kind === 'area_group') return AREA_GROUPS.some((group) => group === scope_code);
  return scope_code !== DISTRICT_AREA && scope_code !== NO_AREA;
}
