/**
 * Where files lie. Keys are relative, with slashes, and never hold an identifier of a student.
 * A write is whole or not there: a reader never sees half an object.
 */
export interface Store {
  /** Text of a small object, or undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
  /** Writes only when the key is free. @returns false when it was taken. */
  writeIfAbsent(key: string, text: string): Promise<boolean>;
  /** Moves a finished local file in; the local file is gone afterwards. */
  moveIn(localPath: string, key: string): Promise<void>;
  /** A local path from which the object can be read, for as long as the program runs. */
  localPath(key: string): Promise<string>;
  /** The bytes of an object, or those from one place up to, not including, another. */
  stream(key: string, from?: number, to?: number): AsyncIterable<Uint8Array>;
  exists(key: string): Promise<boolean>;
  /** Keys that begin with a prefix, in order. */
  list(prefix: string): Promise<string[]>;
  /** Removes an object; one that is not there is no error. */
  remove(key: string): Promise<void>;
}
