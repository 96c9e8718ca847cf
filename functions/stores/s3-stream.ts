import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { statusOf } from './s3-error.ts';

const MOST_ANSWERS = 5;

/**
 * The bytes of an object from one place up to, not including, another. A connection that breaks is taken up where it
 * broke, in the same version of the object: the SDK asks again only for what has not begun to arrive.
 */
export async function* streamObject(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  let at = from;
  let version: string | undefined;
  for (let answers = 1; at < to; answers += 1) {
    const answer = await ask(client, object, at, to, version);
    if (!answer) return;
    version = answer.ETag;
    const end = at + (answer.ContentLength ?? 0);
    try {
      for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
        at += chunk.length;
        yield chunk;
      }
      if (at >= end) return;
      throw new Error('it ended early');
    } catch (error) {
      // What arrived whole and is refused has the wrong checksum: more of it would not mend that.
      if (at >= end || answers === MOST_ANSWERS) throw error;
    }
  }
}

/** @returns undefined when the object has no bytes from there on. */
async function ask(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  from: number,
  to: number,
  version: string | undefined,
): Promise<GetObjectCommandOutput | undefined> {
  const last = Number.isFinite(to) ? to - 1 : '';
  // Asked for whole, so that its checksum is checked.
  const range = from === 0 && last === '' ? {} : { Range: `bytes=${from}-${last}` };
  try {
    return await client.send(
      new GetObjectCommand({ ...object, ...range, ...(version && { IfMatch: version }) }),
    );
  } catch (error) {
    if (statusOf(error) === 416) return undefined;
    throw error;
  }
}
