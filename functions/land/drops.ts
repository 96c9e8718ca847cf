import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { z } from 'zod';
import { type Drop, drop } from './receipt.ts';

/** Beside dropped files, it says where the files of its folder come from. */
export const DESCRIPTION = 'extract.json';

export const description = z.strictObject({
  source: z.string().min(1),
  made_up: z.boolean(),
  /** Of files that are neither UTF-8 nor UTF-16. */
  encoding: z.literal('windows-1252').optional(),
});

/** A version of an object that a district dropped. */
const dropped = z.strictObject({
  kind: z.literal('drop'),
  bucket: z.string().min(1),
  key: z.string().min(1),
  version: z.string().optional(),
  bytes: z.number().int().nonnegative(),
  drop,
});
export type Dropped = z.infer<typeof dropped>;

/** A file whose original is kept, by its receipt: to be landed once more. */
const again = z.strictObject({
  kind: z.literal('again'),
  receipt: z.string().regex(/^receipts\/(landed\/[a-z0-9_]+|refused)\/[0-9a-f]+(-\d+)?\.json$/),
  acceptSmaller: z.boolean().optional(),
});
export type Again = z.infer<typeof again>;

const attempt = z.string().regex(/^working\/landing\/[0-9a-f-]+\/$/);
const part = z.strictObject({ kind: z.literal('part'), attempt, part: z.number().int().positive() });
const join = z.strictObject({ kind: z.literal('join'), attempt });

/** What landing tells itself through its queue: where files lie, never what is in them. */
export const message = z.discriminatedUnion('kind', [dropped, again, part, join]);
export type Message = z.infer<typeof message>;

/** S3's "Object Created" as EventBridge sends it; unlike in S3's own notifications, its key is as it is. */
const objectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.iso.datetime(),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().int().nonnegative(),
      'version-id': z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

/** A message that landing does not know; says where it differs, never what it holds. */
export class UnknownMessage extends Error {
  override readonly name = 'UnknownMessage';
}

/**
 * What a message on landing's queue asks for; undefined for an object that is no extract.
 * @throws UnknownMessage for what is neither a drop nor a message of landing's own
 */
export function messageOf(body: string): Message | undefined {
  const content = parsed(body);
  const isEvent = typeof content === 'object' && content !== null && 'detail-type' in content;
  if (!isEvent) return checked(message, content);
  const { time, detail } = checked(objectCreated, content);
  const { key, size, sequencer = '', 'version-id': version } = detail.object;
  if (key.endsWith('/') || posix.basename(key) === DESCRIPTION) return undefined;
  const found: Drop = {
    id: dropId(detail.bucket.name, key, version ?? sequencer),
    at: new Date(time).toISOString(),
    sequencer: /^[0-9A-Fa-f]+$/.test(sequencer) ? sequencer.toUpperCase() : '',
  };
  return {
    kind: 'drop',
    bucket: detail.bucket.name,
    key,
    ...(version === undefined ? {} : { version }),
    bytes: size,
    drop: found,
  };
}

/** The key of what says where a dropped file comes from. */
export const descriptionKey = (key: string) =>
  key.includes('/') ? `${posix.dirname(key)}/${DESCRIPTION}` : DESCRIPTION;

function dropId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new UnknownMessage('a message that is no JSON');
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, content: unknown): z.infer<Schema> {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path, code }) => `${path.join('.') || 'all of it'} (${code})`);
  throw new UnknownMessage(`a message that landing does not know: ${[...new Set(places)].join(', ')}`);
}
