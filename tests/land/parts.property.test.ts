import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import type { Message } from '../../functions/land/drops.ts';
import type { Landing } from '../../functions/land/land.ts';
import {
  csv,
  feeds,
  rowsOfFiles,
  SCHOOLS as SCHOOLS_HEADER,
  school,
  type TestWorkspace,
  testWorkspace,
} from '../fixture-workspace.ts';
import { studentNumber } from './account.ts';
import { landingQueue, type QueueOptions } from './landing-queue.ts';
import { NASTY } from './nasty.ts';

const RUNS = Number(process.env.PARTS_RUNS ?? 20);
const ENROLLMENTS = feeds.get('enrollments')?.fields.map(({ name }) => name) ?? [];
const good = ['2025', String(studentNumber(1)), '600301', '01', '2024-08-26', '', '', '', 'true'];

/** Something, once in so many times. */
const sometimes = <Value>(one: fc.Arbitrary<Value>, of: number): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: of - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one });

/** A stay of one of few students, so that keys repeat; some say another thing, some name a school that is not there. */
const stay = fc
  .record({
    student: fc.integer({ min: 1, max: 40 }),
    school: fc.constantFrom('600301', '600301', '600301', '600302', '600999'),
    grade: fc.constantFrom('01', '01', '01', '02', 'none'),
    nasty: sometimes(
      fc.record({
        at: fc.nat({ max: good.length - 1 }),
        cell: fc.constantFrom(...NASTY.filter((cell) => cell.length < 99)),
      }),
      5,
    ),
  })
  .map(({ student, school, grade, nasty }) => {
    const cells = good
      .with(1, String(studentNumber(student)))
      .with(2, school)
      .with(3, grade);
    return nasty ? cells.with(nasty.at, nasty.cell) : cells;
  });

const line = fc.record({
  cells: stay,
  quotes: fc.constantFrom('where needed', 'always'),
  // Broken on purpose: a field less, a field more, a quote out of place, bytes that are no text.
  damage: sometimes(fc.constantFrom('short', 'long', 'quote', 'open', 'bytes', 'nul', 'blank'), 8),
  end: fc.constantFrom('\n', '\n', '\r\n', '\r'),
});

const file = fc
  .record({
    lines: fc.array(line, { minLength: 4, maxLength: 40 }),
    end: fc.oneof(fc.constant(undefined), fc.constantFrom('\n', '\r\n', '\r')),
    encoding: fc.constantFrom('utf8', 'utf8', 'utf8', 'utf16le', 'bom'),
    isEnded: fc.boolean(),
  })
  .map(({ lines, end, encoding, isEnded }) => {
    const body = lines.map((one) => text(one) + (end ?? one.end)).join('');
    const all = `${ENROLLMENTS.join(',')}${end ?? '\n'}${isEnded ? body : body.replace(/[\r\n]+$/, '')}`;
    if (encoding === 'utf16le') return Buffer.from(`\ufeff${all}`, 'utf16le');
    const bytes = Buffer.from(encoding === 'bom' ? `\ufeff${all}` : all);
    // A byte that is no UTF-8, where a letter stands for it.
    for (let at = bytes.indexOf('\u0007'); at >= 0; at = bytes.indexOf('\u0007')) bytes[at] = 0xff;
    return bytes;
  });

function text({
  cells,
  quotes,
  damage,
}: {
  cells: string[];
  quotes: string;
  damage: string | undefined;
}): string {
  const written = cells.map((cell) =>
    quotes === 'always' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  switch (damage) {
    case 'short':
      return written.slice(1).join(',');
    case 'long':
      return `${written.join(',')},more`;
    case 'quote':
      return `${written.join(',')}x"x`;
    case 'open':
      return `"${written.join(',')}`;
    case 'bytes':
      return `${written.join(',')}\u0007`;
    case 'nul':
      return `${written.join(',')}\u0000`;
    case 'blank':
      return '';
    default:
      return written.join(',');
  }
}

const SCHOOLS = csv(SCHOOLS_HEADER, school('600301'), school('600302'));

/** Lands a file in a workspace of its own. @returns all that it leaves, without what only says when */
async function landed(content: Buffer, options: QueueOptions, after: (test: TestWorkspace) => Promise<void>) {
  const ends: (() => Promise<void>)[] = [];
  const test = await testWorkspace((end) => ends.push(end));
  try {
    await test.landFile('schools.csv', SCHOOLS);
    const queue = await landingQueue(test, options);
    const landings = await queue.deliver(queue.drop('enrollments.csv', content));
    await after(test);
    const { outcome, receipt } = landings[0] as Landing;
    const { at, durationMs, ...said } = receipt;
    const files = (await test.files()).filter((name) => !/schools|^landed.enrollments/.test(name));
    const raw = await Promise.all(
      files
        .filter((name) => name.startsWith('raw/'))
        .map((name) => readFile(join(test.workspace.folder, name))),
    );
    const rows = await rowsIn(test);
    const quarantine = await test.quarantineOf('enrollments');
    return { outcome, said, files, raw, rows, quarantine, of: landings.map((one) => one.outcome) };
  } finally {
    for (const end of ends) await end();
  }
}

async function rowsIn(test: TestWorkspace): Promise<readonly Row[]> {
  const keys = await test.workspace.store.list('landed/enrollments/');
  return await rowsOfFiles(
    keys.map((key) => join(test.workspace.folder, key)),
    '*',
  );
}

it('a file in parts, in any order and some of them twice, leaves what it leaves in one piece', async () => {
  const delivery = fc.array(fc.record({ at: fc.nat(), stays: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  });
  let inSeveral = 0;
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.integer({ min: 2, max: 7 }),
      fc.integer({ min: 1, max: 300 }),
      delivery,
      async (content, of, chunkBytes, order) => {
        const pieceBytes = Math.floor(content.length / of);
        const whole = await landed(content, {}, async () => {});
        let step = 0;
        let staying = 4;
        const choose = (waiting: readonly Message[]) => {
          const { at, stays } = order[step++ % order.length] as { at: number; stays: boolean };
          return { at: at % waiting.length, stays: stays && staying-- > 0 };
        };
        let parts = 0;
        const inParts = await landed(content, { pieceBytes, chunkBytes, choose }, async (test) => {
          parts = (await test.workspace.store.list('landed/enrollments/')).length;
        });
        if (parts > 1) inSeveral += 1;
        const { of: _, ...all } = inParts;
        const { of: __, ...expected } = whole;
        // A file that is rejected before all of it was read is not kept.
        if (whole.outcome !== 'landed') {
          delete (all.said as { raw?: string }).raw;
          delete (expected.said as { raw?: string }).raw;
          expect({ ...all, raw: [], files: [] }).toEqual({ ...expected, raw: [], files: [] });
        } else expect(all).toEqual(expected);
      },
    ),
    { numRuns: RUNS },
  );
  expect(inSeveral).toBeGreaterThan(RUNS / 4);
}, 300_000);
