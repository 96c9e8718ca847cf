import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Encoding } from './text-form.ts';

// What a decoder makes of bytes that mean nothing in the encoding: the bytes that Windows-1252 leaves open, and
// the replacement character.
const UNDECODABLE = /[\u0081\u008d\u008f\u0090\u009d\ufffd]/;
const INVALID_IN_UTF8 = Buffer.of(0xff);

/**
 * Writes a UTF-8 copy of a text file, as a stream. What cannot be decoded becomes a byte that is not UTF-8, so that
 * the scanner finds its record instead of a replacement character landing.
 * @returns size and SHA-256 of the original
 */
export async function transcode(
  path: string,
  encoding: Exclude<Encoding, 'utf-8'>,
  target: string,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    createReadStream(path, { highWaterMark: 2 ** 20 }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    (chunks: AsyncIterable<Buffer>) => inUtf8(chunks, encoding),
    createWriteStream(target),
  );
  return { bytes, sha256: hash.digest('hex') };
}

/** The same, of bytes that are not yet a file. */
export async function* inUtf8(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Exclude<Encoding, 'utf-8'>,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield encode(decoder.decode(chunk, { stream: true }));
  yield encode(decoder.decode());
}

function encode(text: string): Buffer {
  if (!UNDECODABLE.test(text)) return Buffer.from(text);
  const [first = '', ...others] = text.split(UNDECODABLE);
  return Buffer.concat([
    Buffer.from(first),
    ...others.flatMap((part) => [INVALID_IN_UTF8, Buffer.from(part)]),
  ]);
}
