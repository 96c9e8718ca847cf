import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordNumber } from '../../functions/land/malformed.ts';
import { RecordScanner } from '../../functions/land/record-scanner.ts';
import { rewrite } from '../../functions/land/rewrite.ts';
import { scan } from '../../functions/land/scan.ts';
import { SCAN_LIMITS, type ScanLimits, type Structure } from '../../functions/land/structure.ts';
import { duckdbRows, fileOf, newPath } from './csv-files.ts';

const tableOf = (width: number) => ({
  file: 'extract.csv',
  delimiter: ',' as const,
  columns: Array.from({ length: width }, (_, place) => `c${place}`),
});

const newline = fc.constantFrom('\n', '\r\n', '\r');
const value = fc
  .array(fc.constantFrom('a', '7', ' ', '\t', ',', '"', '\n', '\r', '\r\n', 'é', '😀', ';', '\\'), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

interface Written {
  width: number;
  /** Values that were written, without the header. */
  rows: string[][];
  text: string;
}

/** A well-formed table, quoted where it must be and at random elsewhere; one kind of line end, or a mixture. */
const writtenTable: fc.Arbitrary<Written> = fc
  .record({ width: fc.integer({ min: 1, max: 4 }), only: fc.option(newline, { nil: undefined }) })
  .chain(({ width, only }) => {
    const cell = fc.record({ value, isQuoted: fc.boolean() });
    const row = fc.record({
      cells: fc.array(cell, { minLength: width, maxLength: width }),
      ending: only === undefined ? newline : fc.constant(only),
      blankLines: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ max: 2, min: 0 })),
    });
    const table = { rows: fc.array(row, { maxLength: 12 }), isEnded: fc.boolean(), ending: newline };
    return fc.record(table).map(({ rows, isEnded, ending }) => {
      const written = rows.map(({ cells, ending: end, blankLines }) => {
        const line = cells.map((one) => cellText(one.value, one.isQuoted, width)).join(',');
        return line + end.repeat(1 + blankLines);
      });
      const text = tableOf(width).columns.join(',') + (only ?? ending) + written.join('');
      return {
        width,
        rows: rows.map(({ cells }) => cells.map((one) => one.value)),
        text: isEnded ? text : text.replace(/[\r\n]+$/, ''),
      };
    });
  });

function cellText(text: string, isQuoted: boolean, width: number): string {
  const mustQuote = /[",\r\n]/.test(text) || (width === 1 && text === '');
  return isQuoted || mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table with some bytes changed, taken away or put in after the header. */
const corruptedTable = fc
  .record({
    table: writtenTable,
    edits: fc.array(
      fc.record({
        place: fc.nat(),
        remove: fc.integer({ min: 0, max: 2 }),
        insert: fc.constantFrom('', '"', '""', ',', '\n', '\r', ' ', 'x', '\u0000', '\u00ff', '\u00c3'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ table: { width, text }, edits }) => {
    const headerLength = tableOf(width).columns.join(',').length + 1;
    let bytes = Buffer.from(text.length < headerLength ? `${text}\n` : text);
    for (const { place, remove, insert } of edits) {
      const at = headerLength + (place % (bytes.length - headerLength + 1));
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(insert, 'latin1'),
        bytes.subarray(at + remove),
      ]);
    }
    return { width, bytes };
  });

const csvParse = (bytes: Buffer | string): string[][] =>
  parse(bytes, {
    from: 2,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  });

const isSame = (one: string[] | undefined, other: string[]) => JSON.stringify(one) === JSON.stringify(other);

function structureOf(bytes: Buffer, width: number, sizes: number[], limits: ScanLimits): Structure {
  const scanner = new RecordScanner(tableOf(width), limits);
  for (let at = 0, next = 0; at < bytes.length; next++) {
    const size = sizes[next % sizes.length] ?? bytes.length;
    scanner.push(bytes.subarray(at, at + size));
    at += size;
  }
  return scanner.end();
}

describe('well-formed tables', () => {
  test('are counted as csv-parse counts them, and DuckDB reads every value', async () => {
    await fc.assert(
      fc.asyncProperty(writtenTable, async ({ width, rows, text }) => {
        expect(csvParse(text)).toEqual(rows);
        const path = fileOf(text);
        const found = await scan(path, tableOf(width));
        expect(found).toMatchObject({ records: rows.length, malformed: [] });
        if (!found.isPadded) expect(rows.flat().filter((cell) => /^[ \t]|[ \t]$/.test(cell))).toEqual([]);
        const copy = newPath('copy.csv');
        await rewrite(path, found, copy);
        expect(await duckdbRows(copy, width, found)).toEqual(rows);
        if (found.isClean) expect(await duckdbRows(path, width, found)).toEqual(rows);
      }),
      { numRuns: 400 },
    );
  });
});

/** A table of one record a line, some cells quoted, and one byte put in or taken away within a record. */
const tableWithOneWrongByte = fc
  .record({
    rows: fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '"a,b"', 'ab', '"ab"', '""')), {
      minLength: 1,
      maxLength: 30,
    }),
    touched: fc.nat(),
    place: fc.nat(),
    insert: fc.constantFrom('', '"', ',', '\n', '\u0000', '\u00ff'),
    newline: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ rows, touched, place, insert, newline }) => {
    const lines = rows.map(([number, text]) => `"${number}",${text}`);
    const at = touched % lines.length;
    const line = lines[at] as string;
    const cut = place % line.length;
    const wrong = line.slice(0, cut) + insert + line.slice(insert === '' ? cut + 1 : cut);
    const text = ['c0,c1', ...lines.with(at, wrong), ''].join(newline);
    const others = lines.toSpliced(at, 1).join('\n');
    return { bytes: Buffer.from(text, 'latin1'), others: csvParse(`c0,c1\n${others}`) };
  });

describe('corrupted tables', () => {
  test('lose to one wrong byte nothing but the record that it is in', async () => {
    await fc.assert(
      fc.asyncProperty(tableWithOneWrongByte, async ({ bytes, others }) => {
        const path = fileOf(bytes);
        const found = await scan(path, tableOf(2));
        const copy = newPath('copy.csv');
        await rewrite(path, found, copy);
        const read = csvParse(readFileSync(copy));
        // A line break makes two records of one; the record may also have come out whole, if changed.
        expect(found.malformed.length).toBeLessThanOrEqual(2);
        expect(read.length).toBeLessThanOrEqual(others.length + 2);
        const same = others.filter((row, at) => [at, at + 1, at + 2].some((to) => isSame(read[to], row)));
        expect(same).toEqual(others);
      }),
      { numRuns: 500 },
    );
  });

  test('give as many records as their copy has rows, and malformed ones', async () => {
    await fc.assert(
      fc.asyncProperty(corruptedTable, async ({ width, bytes }) => {
        const path = fileOf(bytes);
        const found = await scan(path, tableOf(width));
        const copy = newPath('copy.csv');
        await rewrite(path, found, copy);
        const read = await duckdbRows(copy, width, found);
        expect(read.length + found.malformed.length).toBe(found.records);
        expect(read).toEqual(csvParse(readFileSync(copy)));
        if (found.isClean) expect(await duckdbRows(path, width, found)).toEqual(read);
        const bad = found.malformed.map((one) => one.record);
        const numbers = Array.from({ length: found.records }, (_, at) => at + 1);
        const good = numbers.filter((number) => !bad.includes(number));
        expect(read.map((_, at) => recordNumber(at + 1, bad))).toEqual(good);
      }),
      { numRuns: 600 },
    );
  });

  test('are judged the same whatever pieces the file comes in, and wherever a window ends', () => {
    const limits = fc.record({
      longestRecord: fc.integer({ min: 11, max: 30 }),
      more: fc.integer({ min: 3, max: 40 }),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(corruptedTable, limits, sizes, ({ width, bytes }, { longestRecord, more }, pieces) => {
        const small = { ...SCAN_LIMITS, longestRecord, window: longestRecord + more };
        const whole = structureOf(bytes, width, [], { ...SCAN_LIMITS, longestRecord });
        expect(structureOf(bytes, width, pieces, small)).toEqual(whole);
      }),
      { numRuns: 3000 },
    );
  });
});
