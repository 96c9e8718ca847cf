import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeField } from '../../feeds/contract/field.ts';

const meta = { description: 'a field' };

function typeOf(schema: z.core.$ZodType) {
  return describeField('field', schema).type;
}

describe('a contract is refused when it is defined, where SQL could not hold to it', () => {
  const refused: [string, z.core.$ZodType][] = [
    [
      'a refinement of a text',
      z
        .string()
        .refine((text) => text !== 'x')
        .meta(meta),
    ],
    [
      'a refinement of a choice',
      z
        .enum(['a', 'b'])
        .refine((value) => value === 'a')
        .meta(meta),
    ],
    [
      'a refinement of a boolean',
      z
        .boolean()
        .refine((value) => value)
        .meta(meta),
    ],
    [
      'a refinement of an optional field',
      z
        .boolean()
        .optional()
        .refine((value) => value)
        .meta(meta),
    ],
    ['a choice of numbers', z.enum({ one: 1, two: 2 }).meta(meta)],
    ['an integer of 32 bits, whose limits zod keeps to itself', z.int32().min(0).max(5).meta(meta)],
    ['a number without limits', z.number().meta(meta)],
    ['a text that is changed on the way', z.string().trim().meta(meta)],
    [
      'a pattern that looks ahead',
      z
        .string()
        .regex(/^(?=a)[a-z]+$/)
        .meta(meta),
    ],
    [
      'a pattern with a flag inside',
      z
        .string()
        .regex(/^(?i:ok)$/)
        .meta(meta),
    ],
    ['a pattern that is anchored in one alternative only', z.string().regex(/^a|b$/).meta(meta)],
    [
      'the same between brackets that are text',
      z
        .string()
        .regex(/^\(a|b\)$/)
        .meta(meta),
    ],
    [
      'a pattern without anchors',
      z
        .string()
        .regex(/[0-9]+/)
        .meta(meta),
    ],
    ['a field without a description', z.string()],
  ];
  test.each(refused)('%s', (_, schema) => {
    expect(() => typeOf(schema)).toThrow(/^field field: /);
  });
});

describe('of a field that SQL can hold to', () => {
  test('the narrower of two limits holds, as in zod', () => {
    expect(typeOf(z.int().min(5).min(3).max(9).max(12).meta(meta))).toEqual({
      kind: 'integer',
      min: 5,
      max: 9,
    });
    expect(typeOf(z.string().max(9).max(20).min(2).min(1).meta(meta))).toMatchObject({
      minLength: 2,
      maxLength: 9,
    });
  });

  test('alternatives may stand in groups, one in another', () => {
    expect(
      typeOf(
        z
          .string()
          .regex(/^((a|b)|c)$/)
          .meta(meta),
      ),
    ).toMatchObject({ patterns: ['^((a|b)|c)$'] });
  });
});
