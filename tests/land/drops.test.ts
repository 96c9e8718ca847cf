import { describe, expect, it } from 'vitest';
import { descriptionKey, messageOf, UnknownMessage } from '../../functions/land/drops.ts';
import { objectCreated } from '../aws/landing-events.ts';

const object = { bucket: 'inbox', key: 'sis/students.csv', version: 'v1', bytes: 12, minute: 30 };

describe('a message that an object was created', () => {
  it('asks for the version that was dropped to be landed, as of when it was dropped', () => {
    expect(messageOf(objectCreated({ ...object, sequencer: '00617f08299329d189' }))).toEqual({
      kind: 'drop',
      bucket: 'inbox',
      key: 'sis/students.csv',
      version: 'v1',
      bytes: 12,
      drop: {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        at: '2025-09-01T08:30:00.000Z',
        sequencer: '00617F08299329D189',
      },
    });
  });

  it('names the object as it is: a plus is a plus, and a percent sign a percent sign', () => {
    const key = 'sis/a b+c%20é.csv';
    expect(messageOf(objectCreated({ ...object, key }))).toMatchObject({ key });
  });

  it.each(['extract.json', 'sis/extract.json', 'sis/', '/'])('asks for nothing when it is %s', (key) => {
    expect(messageOf(objectCreated({ ...object, key }))).toBeUndefined();
  });

  it('knows another version of the same object from it, and a second delivery not', () => {
    const idOf = (version: string, id = '1') => {
      const message = messageOf(
        objectCreated({ ...object, version }).replace('17793124-05d4-b198-2fde-7ededc63b103', id),
      );
      return message?.kind === 'drop' ? message.drop.id : undefined;
    };
    expect(idOf('v1')).toBe(idOf('v1', '2'));
    expect(idOf('v1')).not.toBe(idOf('v2'));
  });
});

describe("a message of landing's own", () => {
  it.each([
    { kind: 'again', receipt: 'receipts/landed/students/0123456789abcdef-2.json' },
    { kind: 'again', receipt: 'receipts/refused/0123456789abcdef.json', acceptSmaller: true },
    { kind: 'part', attempt: 'working/landing/0a-1b/', part: 2 },
    { kind: 'join', attempt: 'working/landing/0a-1b/' },
  ])('is read as it was sent: $kind', (message) => {
    expect(messageOf(JSON.stringify(message))).toEqual(message);
  });
});

describe('any other message', () => {
  it.each([
    ['no JSON', '1234500001, Ada', 'a message that is no JSON'],
    ['nothing', '', 'a message that is no JSON'],
    ['null', 'null', 'a message that landing does not know: all of it (invalid_type)'],
    [
      'an unknown kind',
      '{"kind":"1234500001"}',
      'a message that landing does not know: kind (invalid_union)',
    ],
    [
      'an event of another kind',
      objectCreated(object).replace('Object Created', 'Object Deleted'),
      'a message that landing does not know: detail-type (invalid_value)',
    ],
    [
      'a receipt outside the receipts',
      '{"kind":"again","receipt":"raw/0123456789abcdef"}',
      'a message that landing does not know: receipt (invalid_format)',
    ],
    [
      'an attempt outside of working',
      '{"kind":"join","attempt":"receipts/landed/"}',
      'a message that landing does not know: attempt (invalid_format)',
    ],
  ])('is an error that does not quote it: %s', (_, body, said) => {
    expect(() => messageOf(body)).toThrow(new UnknownMessage(said));
  });
});

it('what says where a file comes from lies beside it', () => {
  expect(descriptionKey('sis/2025/students.csv')).toBe('sis/2025/extract.json');
  expect(descriptionKey('students.csv')).toBe('extract.json');
});
