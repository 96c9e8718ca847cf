import type { Model } from '../refresh/models.ts';
import { type Grant, grantsOn } from './grants.ts';
import { isKnown, type KnownScopes } from './scopes.ts';
import { curatedTables, type TableAccess, tableAccess } from './tables.ts';

/** All that a principal sees on a day. */
export interface Access {
  readonly principal: string;
  /** The grants that hold on the day and name a part of the district that there is. */
  readonly grants: readonly Grant[];
  /** Every curated table, open or closed. */
  readonly tables: readonly TableAccess[];
}

/** What a principal sees. Without a grant that holds: nothing, and the same nothing whoever asks. */
export function accessOf(
  principal: string,
  today: string,
  grants: readonly Grant[],
  scopes: KnownScopes,
  models: readonly Model[],
): Access {
  const standing = grantsOn(today, principal, grants).filter((grant) => isKnown(grant, scopes));
  return {
    principal,
    grants: standing,
    tables: curatedTables(models).map((table) => tableAccess(table, standing)),
  };
}
