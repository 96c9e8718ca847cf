import type { Column, LandedSource, Publication, Row } from './engine.ts';

/**
 * What an engine would run for each of its operations, as text, for whoever runs it instead: to be run in order, and
 * all of them again when one broke.
 */
export interface Statements {
  exposeLanded(source: LandedSource): readonly string[];
  createView(name: string, select: string): readonly string[];
  /** `made` is another each time that it is made, and the same when that making is tried again. */
  createTable(name: string, select: string, columns: readonly Column[], made: string): readonly string[];
  loadTable(name: string, columns: readonly Column[], rows: readonly Row[], made: string): readonly string[];
  /** The same from the objects of `linesFolder`: rows that are too many for a statement. */
  loadLines(name: string, columns: readonly Column[], made: string): readonly string[];
  publish(publication: Publication): readonly string[];
  undoAfter(table: string, lastPublishId: number): readonly string[];
  append(table: string, columns: readonly Column[], rows: readonly Row[]): readonly string[];
}

/** Where in the store the rows of every making of a table lie. */
export function linesRoot(name: string): string {
  return `working/lines/${name}/`;
}

/** Where those of one making lie, as lines of JSON, in any number of objects. */
export function linesFolder(name: string, made: string): string {
  return `${linesRoot(name)}${made}/`;
}
