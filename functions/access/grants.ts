import { z } from 'zod';

export const SCOPE_KINDS = ['district', 'area_group', 'performance_area', 'school'] as const;

/** From the least that a reader may see to the most: each opens what those before it open. */
export const DETAILS = ['suppressed_aggregates', 'aggregates', 'student_rows'] as const;
export type Detail = (typeof DETAILS)[number];

/** Who sees which part of the district, in what detail, from when to when: a row of the feed access_grants. */
export const grant = z.object({
  principal: z.string(),
  scope_kind: z.enum(SCOPE_KINDS),
  scope_code: z.string(),
  detail: z.enum(DETAILS),
  sees_district_totals: z.boolean(),
  from_date: z.iso.date(),
  /** The last day of the grant; null while it lasts. */
  to_date: z.iso.date().nullable(),
});

export type Grant = z.infer<typeof grant>;

/** What a grant opens, whoever holds it and for how long. */
export type ReaderGrant = Pick<Grant, 'scope_kind' | 'scope_code' | 'detail' | 'sees_district_totals'>;

/** The grants that a principal holds on a day, both ends included. Names are compared letter by letter. */
export function grantsOn(today: string, principal: string, grants: readonly Grant[]): Grant[] {
  return grants.filter(
    (grant) =>
      grant.principal === principal &&
      grant.from_date <= today &&
      (grant.to_date === null || today <= grant.to_date),
  );
}

/** Whether a grant goes as deep as a table asks. */
export function suffices(has: Detail, needed: Detail): boolean {
  return DETAILS.indexOf(has) >= DETAILS.indexOf(needed);
}
