import type { Feed } from '../../feeds/contract/feed.ts';
import type { Model } from '../refresh/models.ts';
import { identifiersOf, type Student } from './student.ts';

/** Where computed tables lie. */
export interface Warehouse {
  /** Tables that can hold students, and how many rows of this one each has. */
  search(student: Student): Promise<readonly { readonly table: string; readonly rows: number }[]>;
  /**
   * Makes the student's rows unreadable and their bytes go, also where there are none now: a table remembers for a
   * while what it was before.
   */
  erase(student: Student): Promise<void>;
  /** What it keeps for a while all the same, in words. */
  readonly keeps: readonly string[];
}

/** Names of the columns that tell a student, in feeds and models. */
export function identifierColumns(feeds: ReadonlyMap<string, Feed>, models: readonly Model[]): string[] {
  const ofModels = models.flatMap(({ columns }) =>
    columns.filter(({ sensitivity }) => sensitivity === 'identifier').map(({ name }) => name),
  );
  return [...new Set([...[...feeds.values()].flatMap(identifiersOf), ...ofModels])];
}

/** Several places of tables as one; none, before anything was computed. */
export function together(warehouses: readonly Warehouse[]): Warehouse {
  return {
    keeps: warehouses.flatMap(({ keeps }) => keeps),
    search: async (student) => (await Promise.all(warehouses.map(({ search }) => search(student)))).flat(),
    async erase(student) {
      for (const warehouse of warehouses) await warehouse.erase(student);
    },
  };
}
