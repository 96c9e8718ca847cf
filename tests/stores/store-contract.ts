import { createHash, randomBytes } from 'node:crypto';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../functions/stores/store.ts';

/** What every store must do, in the same sentences; `open` gives a store with nothing in it yet. */
export function describeStore(name: string, open: (localFolder: string) => Promise<Store>): void {
  describe(`${name} as a store`, () => {
    let store: Store;
    let local: string;
    beforeEach(async () => {
      local = await mkdtemp(join(tmpdir(), 'control-tower-store-'));
      store = await open(local);
    });
    afterEach(() => rm(local, { recursive: true, force: true }));

    async function localFile(content: string | Buffer): Promise<string> {
      const path = join(local, `file-${randomBytes(4).toString('hex')}`);
      await writeFile(path, content);
      return path;
    }

    async function bytes(key: string, from?: number, to?: number): Promise<string> {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.stream(key, from, to)) chunks.push(chunk);
      return Buffer.concat(chunks).toString('latin1');
    }

    describe('text', () => {
      test('what was written is read, and what is written later replaces it', async () => {
        await store.write('receipts/a.json', '{"landed": 1}');
        expect(await store.read('receipts/a.json')).toBe('{"landed": 1}');
        await store.write('receipts/a.json', '{}');
        expect(await store.read('receipts/a.json')).toBe('{}');
      });

      test('letters of any alphabet, line ends and nothing at all are kept', async () => {
        for (const text of ['Zoë Nguyễn 東京 😀', 'first\r\n\tsecond\n', '']) {
          await store.write('text', text);
          expect(await store.read('text')).toBe(text);
        }
      });

      test('what is not there reads as undefined', async () => {
        await store.write('receipts/landed/a.json', '1');
        expect(await store.read('receipts/landed/b.json')).toBeUndefined();
        expect(await store.read('receipts/landed')).toBeUndefined();
        expect(await store.read('receipts/landed/a.json/c')).toBeUndefined();
      });

      test('a reader meanwhile sees one text or the other, never half of one', async () => {
        const texts = ['a', 'b'].map((letter) => letter.repeat(300_000));
        await store.write('text', texts[0] ?? '');
        let isWriting = true;
        const writing = (async () => {
          for (let times = 0; times < 30; times += 1) await store.write('text', texts[times % 2] ?? '');
          isWriting = false;
        })();
        const seen = new Set<boolean>();
        while (isWriting) seen.add(texts.includes((await store.read('text')) ?? ''));
        await writing;
        expect([...seen]).toEqual([true]);
      });
    });

    describe('a write to a free key', () => {
      test('is done when the key is free, and changes nothing when it is taken', async () => {
        expect(await store.writeIfAbsent('runs/lock', 'first')).toBe(true);
        expect(await store.writeIfAbsent('runs/lock', 'second')).toBe(false);
        expect(await store.read('runs/lock')).toBe('first');
        await store.remove('runs/lock');
        expect(await store.writeIfAbsent('runs/lock', 'third')).toBe(true);
        expect(await store.read('runs/lock')).toBe('third');
      });

      test('of twenty at once one wins, and it is the one that is there', async () => {
        for (let round = 0; round < 5; round += 1) {
          const writers = Array.from({ length: 20 }, (_, at) => `writer ${at}`);
          const won = await Promise.all(writers.map((text) => store.writeIfAbsent(`runs/${round}`, text)));
          expect(won.filter(Boolean)).toHaveLength(1);
          expect(await store.read(`runs/${round}`)).toBe(writers[won.indexOf(true)]);
        }
      });
    });

    describe('a file', () => {
      test.each([
        ['empty', 0],
        ['small', 1000],
        ['of several parts', 21_000_000],
      ])('that is %s is moved in whole and is gone where it was', async (_, size) => {
        const content = randomBytes(size);
        const path = await localFile(content);
        await store.moveIn(path, 'landed/schools/landing_id=a1/rows.parquet');
        await expect(access(path)).rejects.toThrow('ENOENT');
        const copy = await readFile(await store.localPath('landed/schools/landing_id=a1/rows.parquet'));
        expect(sha256(copy)).toBe(sha256(content));
      });

      test('replaces the object that was there, also for who had read it', async () => {
        await store.moveIn(await localFile('first'), 'landed/rows');
        expect(await readFile(await store.localPath('landed/rows'), 'utf8')).toBe('first');
        await store.moveIn(await localFile('second'), 'landed/rows');
        expect(await readFile(await store.localPath('landed/rows'), 'utf8')).toBe('second');
        await store.write('landed/rows', 'third');
        expect(await readFile(await store.localPath('landed/rows'), 'utf8')).toBe('third');
      });

      test('has a local path that ends in its key, which says of what landing it is', async () => {
        const key = 'landed/schools/landing_id=a1/rows.parquet';
        await store.moveIn(await localFile('rows'), key);
        expect((await store.localPath(key)).endsWith(`/${key}`)).toBe(true);
      });

      test('that is not there cannot be moved in, and leaves no object', async () => {
        await expect(store.moveIn(join(local, 'nothing'), 'landed/rows')).rejects.toThrow('ENOENT');
        expect(await store.exists('landed/rows')).toBe(false);
      });
    });

    describe('bytes', () => {
      beforeEach(() => store.write('raw/extract', '0123456789'));

      test('of the whole object', async () => {
        expect(await bytes('raw/extract')).toBe('0123456789');
        await store.write('raw/empty', '');
        expect(await bytes('raw/empty')).toBe('');
      });

      test('from one place up to another', async () => {
        expect(await bytes('raw/extract', 3)).toBe('3456789');
        expect(await bytes('raw/extract', 0, 1)).toBe('0');
        expect(await bytes('raw/extract', 3, 5)).toBe('34');
        expect(await bytes('raw/extract', 3, 3)).toBe('');
        expect(await bytes('raw/extract', 8, 100)).toBe('89');
        expect(await bytes('raw/extract', 10)).toBe('');
        expect(await bytes('raw/extract', 50, 60)).toBe('');
      });

      test('may be left before their end', async () => {
        await store.moveIn(await localFile(Buffer.alloc(5_000_000, 'x')), 'raw/large');
        for await (const chunk of store.stream('raw/large')) {
          expect(chunk[0]).toBe(120);
          break;
        }
        expect(await bytes('raw/extract')).toBe('0123456789');
      });

      test('of an object that is not there are an error that names it', async () => {
        await expect(bytes('raw/nothing')).rejects.toThrow('raw/nothing');
      });
    });

    describe('keys', () => {
      test('are listed by what they begin with, in order', async () => {
        for (const key of ['b/2', 'a/10', 'b/10/x', 'b/1', 'bc']) await store.write(key, '');
        expect(await store.list('b/')).toEqual(['b/1', 'b/10/x', 'b/2']);
        expect(await store.list('b/1')).toEqual(['b/1', 'b/10/x']);
        expect(await store.list('b')).toEqual(['b/1', 'b/10/x', 'b/2', 'bc']);
        expect(await store.list('c/')).toEqual([]);
        expect(await store.list('a/10/')).toEqual([]);
      });

      test('are listed all, where there are more than one answer of S3 holds', async () => {
        const keys = Array.from(
          { length: 2100 },
          (_, at) => `receipts/landed/${String(at).padStart(4, '0')}`,
        );
        for (let from = 0; from < keys.length; from += 50)
          await Promise.all(keys.slice(from, from + 50).map((key) => store.write(key, '')));
        expect(await store.list('receipts/')).toEqual(keys);
      });

      test('exist once they are written, and no more when removed', async () => {
        await store.write('runs/1/plan.json', '{}');
        expect(await store.exists('runs/1/plan.json')).toBe(true);
        expect(await store.exists('runs/1/plan')).toBe(false);
        expect(await store.exists('runs/1')).toBe(false);
        await store.remove('runs/1/plan.json');
        expect(await store.exists('runs/1/plan.json')).toBe(false);
        expect(await store.read('runs/1/plan.json')).toBeUndefined();
        expect(await store.list('runs/')).toEqual([]);
      });

      test('that are not there can be removed', async () => {
        await store.remove('runs/nothing');
        await store.write('runs/other', '');
        await store.remove('runs/nothing');
        expect(await store.list('runs/')).toEqual(['runs/other']);
      });
    });
  });
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
