import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Names of the files under a folder in which a text is: in their bytes, in any cell of a Parquet file or of a table
 * of a DuckDB file, in the blocks of an Avro file once they are unpacked.
 */
export async function filesWith(text: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (path.includes(text) || (await isIn(path, text))) found.push(path.slice(folder.length + 1));
  }
  return found.sort();
}

async function isIn(path: string, text: string): Promise<boolean> {
  const bytes = await readFile(path);
  const needles = [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()];
  if (needles.some((needle) => bytes.includes(needle))) return true;
  if (bytes.subarray(0, 4).toString() === 'PAR1') return await inTable(`read_parquet('${path}')`, text);
  if (bytes.subarray(8, 12).toString() === 'DUCK') return await inDatabase(path, text);
  if (bytes.subarray(0, 3).toString() === 'Obj') return unpacked(bytes).includes(text);
  return false;
}

async function inTable(relation: string, text: string, database = ':memory:'): Promise<boolean> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `select count(*) from ${relation} as rows where contains(cast(rows as varchar), '${text}')`,
    );
    return reader.getRows()[0]?.[0] !== 0n;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function inDatabase(path: string, text: string): Promise<boolean> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `select '"' || table_schema || '"."' || table_name || '"' from information_schema.tables where table_type = 'BASE TABLE'`,
  );
  connection.closeSync();
  instance.closeSync();
  for (const [table] of reader.getRows()) if (await inTable(String(table), text, path)) return true;
  return false;
}

/** The blocks of an Avro file; those that are not deflated are found in its bytes. */
function unpacked(bytes: Buffer): Buffer {
  let at = 4;
  const long = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number((value >> 1n) ^ -(value & 1n));
    }
  };
  const bytesOf = () => {
    const length = long();
    at += length;
    return bytes.subarray(at - length, at);
  };
  let isDeflated = false;
  for (let entries = long(); entries !== 0; entries = long()) {
    if (entries < 0) long();
    for (let entry = 0; entry < Math.abs(entries); entry++) {
      const key = bytesOf().toString();
      isDeflated = bytesOf().toString() === 'deflate' && key === 'avro.codec' ? true : isDeflated;
    }
  }
  at += 16;
  const blocks: Buffer[] = [];
  while (at < bytes.length) {
    long();
    const block = bytesOf();
    blocks.push(isDeflated ? inflateRawSync(block) : block);
    at += 16;
  }
  return Buffer.concat(blocks);
}
