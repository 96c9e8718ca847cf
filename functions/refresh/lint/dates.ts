import { kindOf } from './kinds.ts';
import {
  callsOf,
  castsAround,
  endOfValue,
  type Hit,
  hitAt,
  type LintedModel,
  placesOf,
  type Rule,
  textAt,
} from './model.ts';

/** Days and times that are a date on one engine and a timestamp on the other. */
export const DATE_RULES: readonly Rule[] = [
  { name: 'date', find: uncastDates },
  { name: 'interval', find: intervals },
  { name: 'date', find: dateDifferences },
];

function* uncastDates(model: LintedModel): Generator<Hit> {
  const places = [
    ...callsOf(model, 'date_trunc', 'date_add'),
    ...[...placesOf(model, 'interval')].filter((at) => !isFrame(model, at)),
  ];
  for (const at of places) {
    // A function that is refused altogether is said once.
    if (textAt(model, at) === 'date_add' && !model.prelude.has('date_add')) continue;
    if (castsAround(model, at).some((type) => /^(date|timestamp)/.test(type))) continue;
    yield hitAt(
      model,
      at,
      'of a date it is a date on Trino and a timestamp on DuckDB',
      'write cast(… as date)',
    );
  }
}

/** `interval '7' day preceding`: how far a window reaches, no value. */
function isFrame(model: LintedModel, at: number): boolean {
  return /^(preceding|following)$/.test(textAt(model, at + 3));
}

const UNITS = /^(year|month|week|day|hour|minute|second)$/;

function* intervals(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, 'interval')) {
    if (/^'\d+'$/.test(textAt(model, at + 1)) && UNITS.test(textAt(model, at + 2))) continue;
    yield hitAt(model, at, 'only DuckDB reads an interval of this form', "write interval '1' day");
  }
}

/** A date minus a date, or plus a number: known by the ending _date. */
function* dateDifferences(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, '+', '-')) {
    const left = kindOf(model, { first: at - 1, last: at - 1 });
    const right = kindOf(model, { first: at + 1, last: endOfValue(model, at + 1) });
    if (left === 'date' && right === 'date') {
      yield hitAt(
        model,
        at,
        'it is an interval on Trino and a number on DuckDB',
        "write date_diff('day', …, …)",
      );
    } else if ((left === 'date' && right === 'number') || (left === 'number' && right === 'date')) {
      yield hitAt(model, at, 'Trino adds no number to a date', "write cast(… + interval '1' day as date)");
    }
  }
}
