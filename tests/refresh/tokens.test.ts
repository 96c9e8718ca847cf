import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencesOf, tokensOf } from '../../functions/refresh/tokens.ts';

describe('the tokens of SQL', () => {
  it('are words in lower case, numbers, strings and names with their quotes, symbols and comments', () => {
    expect(
      tokensOf(`SELECT a.b, 'it''s' "N" 1.5e0 <> .5 -- end`).map(({ kind, text }) => [kind, text]),
    ).toEqual([
      ['word', 'select'],
      ['word', 'a'],
      ['symbol', '.'],
      ['word', 'b'],
      ['symbol', ','],
      ['string', `'it''s'`],
      ['name', '"N"'],
      ['number', '1.5e0'],
      ['symbol', '<>'],
      ['number', '.5'],
      ['comment', '-- end'],
    ]);
  });

  it('show a quote or a comment that has no end', () => {
    expect(tokensOf("select 'a").map(({ kind, text }) => [kind, text])).toEqual([
      ['word', 'select'],
      ['unclosed', "'"],
      ['word', 'a'],
    ]);
    expect(tokensOf('/* a').at(0)).toEqual({ kind: 'unclosed', text: '/*', at: 0 });
  });

  it('hold every character of the text but its blanks', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...`a1.'"$-/* \n()é`) }),
    );
    fc.assert(
      fc.property(text, (sql) => {
        let end = 0;
        for (const token of tokensOf(sql)) {
          expect(sql.slice(end, token.at).trim()).toBe('');
          end = token.at + token.text.length;
          expect(sql.slice(token.at, end).toLowerCase()).toBe(token.text.toLowerCase());
        }
        expect(sql.slice(end).trim()).toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the relations that a model reads', () => {
  it.each([
    ['select a.x from met_a as a inner join stg_b as b on a.x = b.x', ['met_a', 'stg_b']],
    ['select a.x from stg_a as a, stg_b as b, stg_a as c', ['stg_a', 'stg_b']],
    ['select x from (stg_a inner join stg_b on true)', ['stg_a', 'stg_b']],
    ['select x from (select x from stg_a) as a cross join unnest(array[1]) as u (y)', ['stg_a']],
    ['select x from unnest(array[1, 2]) as u (x), stg_b', ['stg_b']],
    ['select x from stg_a cross join lateral (select y from stg_b) as near (y)', ['stg_a', 'stg_b']],
    ["select x from (values ('a')) as v (x)", []],
    ['select x from stg_a union all (select x from stg_b) union all select x from stg_a', ['stg_a', 'stg_b']],
    [
      'select (select max(x) from stg_b) as y from stg_a where exists (select 1 from stg_c)',
      ['stg_b', 'stg_a', 'stg_c'],
    ],
    ['select x from landed.stg_a', ['landed.stg_a']],
    ['select x from "stg ""a"""', ['stg "a"']],
  ])('are those after from and join: %s', (sql, relations) => {
    expect(referencesOf(sql)).toEqual(relations);
  });

  it.each([
    ['with a as (select * from stg_a), b as (select x from a) select x from b', ['stg_a']],
    ['with a (x) as (select y from stg_a) select x from a', ['stg_a']],
    ['with recursive a (n) as (select 1 union all select n + 1 from a) select n from a', []],
    [
      'select x from (with a as (select x from stg_a) select x from a) as b inner join a on true',
      ['stg_a', 'a'],
    ],
    [
      'with a as (with b as (select x from stg_a) select x from b) select x from a inner join b on true',
      ['stg_a', 'b'],
    ],
  ])('are not those that it names itself: %s', (sql, relations) => {
    expect(referencesOf(sql)).toEqual(relations);
  });

  it('hold the model that a step of the same name imports', () => {
    expect(referencesOf('with stg_a as (select * from stg_a) select x from stg_a')).toEqual(['stg_a']);
  });

  it.each([
    'select x -- from nowhere\nfrom stg_a',
    "select 'from stg_b join it''s from stg_c' as x from stg_a /* from stg_d */",
    'select extract(year from day) as y from stg_a',
    'select substring(x from 2) as y, trim(both from x) as z from stg_a',
    'select x from stg_a where x is distinct from y and x is not distinct from z',
    'select x.from_day, x.join from stg_a as x',
    'select not is_met from stg_a',
    "select cast('2025-01-01 00:00:00' as timestamp with time zone) as x from stg_a",
  ])('are not what only looks like a from: %s', (sql) => {
    expect(referencesOf(sql)).toEqual(['stg_a']);
  });
});
