import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintModel, RULES } from '../../functions/refresh/lint/lint.ts';
import {
  REFUSED_FUNCTIONS,
  REFUSED_PHRASES,
  REFUSED_SYMBOLS,
  REFUSED_WORDS,
} from '../../functions/refresh/lint/refusals.ts';
import { EXPRESSIONS, HEAD, MODELS, TEXTS } from './lint-examples.ts';

const PRELUDE = new Set(['date_diff', 'day_of_week', 'date_add']);

/** A model whose one column is the expression. */
const modelOf = (expression: string) =>
  `${HEAD}select\n    things.thing_id,\n    ${expression} as found\nfrom things\n`;

const findingsIn = (sql: string) => lintModel('sql/metrics/met_x.sql', sql, PRELUDE);
const rulesIn = (sql: string) => findingsIn(sql).map(({ rule }) => rule);

describe('the lint of models', () => {
  it.each(EXPRESSIONS)('%s: refuses %s and takes %s', (rule, refused, taken) => {
    expect(rulesIn(modelOf(refused))).toContain(rule);
    expect(findingsIn(modelOf(taken))).toEqual([]);
  });

  it.each(MODELS)('%s: refuses %s and takes %s', (rule, refused, taken) => {
    expect(rulesIn(`${HEAD}${refused}\n`)).toContain(rule);
    expect(findingsIn(`${HEAD}${taken}\n`)).toEqual([]);
  });

  it.each(TEXTS)('%s: refuses a model such as %j', (rule, sql) => {
    expect(rulesIn(sql)).toEqual([rule]);
  });

  it('has an example of every rule', () => {
    const shown = new Set([...EXPRESSIONS, ...MODELS, ...TEXTS].map(([rule]) => rule));
    expect(RULES.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each([...REFUSED_FUNCTIONS.keys()])(
    'refuses %s(…) unless the prelude has a macro of that name',
    (name) => {
      const sql = modelOf(`${name}(things.met)`);
      const without = lintModel('met_x.sql', sql, new Set());
      expect(without.filter(({ message }) => message.startsWith(`${name}: `))).toHaveLength(1);
      const withMacro = lintModel('met_x.sql', sql, new Set([name]));
      expect(withMacro.filter(({ rule }) => rule === 'differs' || rule === 'unknown-function')).toEqual([]);
    },
  );

  it.each([...REFUSED_WORDS.keys(), ...REFUSED_PHRASES.keys()])('refuses the words "%s"', (text) => {
    const found = findingsIn(`${HEAD}select things.met from things ${text.replace('(', '(met)')} things\n`);
    expect(found.filter(({ message }) => message.startsWith(`${text}: `))).toHaveLength(1);
  });

  it.each([...REFUSED_SYMBOLS.keys()])('refuses the symbol %s', (symbol) => {
    expect(rulesIn(`${HEAD}select things.met ${symbol} things.counted as found from things\n`)).toContain(
      'differs',
    );
  });

  it('says of everything that it refuses why, and what to write instead', () => {
    const refused = [
      ...EXPRESSIONS.map(([, expression]) => modelOf(expression)),
      ...MODELS.map(([, model]) => `${HEAD}${model}\n`),
      ...TEXTS.map(([, text]) => text),
    ];
    for (const { message, cure } of refused.flatMap(findingsIn)) {
      expect(message).toMatch(/\S+ \S+/);
      expect(cure).toMatch(/^[a-z]+ /);
      expect(`${message}; ${cure}`).not.toMatch(/undefined|\n/);
    }
  });

  it('says where it is, why it differs and what to write', () => {
    expect(findingsIn(modelOf('greatest(things.met, 0)'))).toEqual([
      {
        file: 'sql/metrics/met_x.sql',
        line: 5,
        column: 5,
        rule: 'differs',
        message: 'greatest: with a null among its arguments Trino gives null and DuckDB skips it',
        cure: 'write it as a case',
      },
    ]);
  });

  it('says what it finds in the order of the text', () => {
    const found = findingsIn(
      `${HEAD}select\n    0.5 as half,\n    now() as moment,\n    THINGS.met\nfrom things\n`,
    );
    expect(found.map(({ line, rule }) => [line, rule])).toEqual([
      [4, 'decimal'],
      [5, 'differs'],
      [6, 'case'],
    ]);
  });

  it.each([
    ['things.met / case when things.counted > 0 then 2e0 end', ['divide by nullif(…, 0)']],
    [
      'things.met / case when things.counted > 0 then 2 end',
      ['divide by nullif(…, 0)', 'cast what is divided as double'],
    ],
    ['sum()', ['write cast(sum(…) as bigint)']],
  ])('says of %s only what is wrong with it', (expression, cures) => {
    expect(findingsIn(modelOf(expression)).map(({ cure }) => cure)).toEqual(cures);
  });

  it('says once that a function is refused', () => {
    const found = lintModel('met_x.sql', modelOf("date_add('day', 1, things.day)"), new Set());
    expect(found.map(({ rule }) => rule)).toEqual(['differs']);
  });

  it('passes over what stands in strings and comments', () => {
    expect(rulesIn(modelOf("'a / b, now()::decimal(1.5)' -- sum(x) / 0"))).toEqual([]);
  });

  it('comes to an end on any words in any order', () => {
    const word = fc.constantFrom(
      ...'select from with as ( ) , . * / case when then end cast sum over group by values in between is distinct a 1 0.5 \' "'.split(
        ' ',
      ),
      'join',
      'interval',
      "'x'",
      '--',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (text) => {
        expect(Array.isArray(findingsIn(text.join(' ')))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
