import { countWords, figureWords, targetWords } from '../scorecard/numbers.ts';
import { wrap } from '../scorecard/screen.ts';
import { dateWords, ORIGIN_MEANING, schoolYearWords, timeWords } from '../scorecard/words.ts';
import { table } from '../terminal.ts';
import { fractionWords } from './arithmetic.ts';
import type { FileBehind } from './behind.ts';
import type { ExplainedFigure, Explanation } from './explanation.ts';
import { quotientOf } from './figure.ts';

const LABEL = 14;
const FILES = 10;

/** An explanation as lines of a terminal. */
export function explanationLines(explanation: Explanation, columns: number): string[] {
  const { measure, place, indicators, figures } = explanation;
  const fact = (label: string, words: string) => factLines(label, words, columns);
  const [first] = figures;
  const parts = first && [
    place.level === 'district' ? place.name : `${place.name} (${place.code})`,
    schoolYearWords(first.year),
    first.window,
    first.grade === 'ALL' ? 'all grades' : `grade ${first.grade}`,
    first.subgroup === 'ALL' ? 'all students' : first.subgroup,
  ];
  return [
    `${measure.name} (${measure.code})`,
    (parts ?? []).join(', '),
    '',
    ...fact('counted', measure.rule),
    ...fact('rule from', measure.ruleSource),
    ...(measure.ofMeasure === null ? [] : fact('made of', `the figures of ${measure.ofMeasure}`)),
    ...indicators.flatMap(({ file, description }) => fact('computed by', `${file}: ${description}`)),
    ...figures.flatMap((figure) => ['', ...figureLines(explanation, figure, columns)]),
    '',
    ...fileLines(explanation),
  ];
}

function figureLines(explanation: Explanation, figure: ExplainedFigure, columns: number): string[] {
  const fact = (label: string, words: string) => factLines(label, words, columns);
  const { kind } = explanation.measure;
  const { target, targetMilli, studentsNeeded, asOfDate, origin } = figure;
  const quotient = quotientOf(figure);
  const says = quotient
    ? `${fractionWords(kind, quotient)}, ${figureWords(kind, quotient)}`
    : `not known, of ${figure.denominator || 'nobody'}`;
  const published = target ? `, adopted ${dateWords(target.adoptedDate)}: ${target.source}` : '';
  return [
    ...fact('figure', `${says}${asOfDate ? `, as of ${dateWords(asOfDate)}` : ''}`),
    ...fact('origin', `${origin}: ${ORIGIN_MEANING[origin]}`),
    ...fact(
      'target',
      targetMilli === null ? 'no target set' : `${targetWords(kind, targetMilli)}${published}`,
    ),
    ...(figure.projectionSum === undefined ? [] : fact('projection', figure.projectionSum)),
    ...fact('status', figure.statusSum),
    ...(studentsNeeded === null ? [] : fact('still needed', countWords(studentsNeeded))),
    ...fact('rows', rowsWords(explanation, figure)),
    ...(figure.students.length === 0 ? [] : fact('students', figure.students.join(' '))),
  ];
}

function rowsWords(
  { measure, place }: Explanation,
  { rows, source, subgroup, denominator }: ExplainedFigure,
): string {
  if (rows !== undefined) return rows === 1 ? '1 student counts' : `${countWords(rows)} students count`;
  if (source === 'reported') return 'none: it came in already counted';
  if (measure.ofMeasure !== null) return `those of ${measure.ofMeasure}`;
  if (denominator === 0) return 'none: nobody is counted';
  if (subgroup !== 'ALL') return 'not kept by subgroup';
  if (place.level !== 'school' && measure.countsUpward === 'each_level')
    return 'each level counts its own: name a school with --school';
  return 'no students: it counts something else';
}

function fileLines({ feeds, files }: Explanation): string[] {
  const from = `from the feeds ${feeds.join(', ')}`;
  if (files.length === 0) return [`${from}: no file that is shown to you`];
  const left = files.length - FILES;
  return [
    `${from}: ${files.length === 1 ? '1 file' : `${files.length} files`}`,
    table(files.slice(0, FILES).map(fileRow)),
    ...(left > 0 ? [`and ${left} older: tower receipts lists them all`] : []),
  ];
}

function fileRow({ feed, file, landedAt, records, quarantined, source, isMadeUp, landingId }: FileBehind) {
  return {
    feed,
    file,
    landed: timeWords(landedAt),
    records,
    quarantined,
    'made up': isMadeUp ? 'yes' : 'no',
    source,
    landing: landingId,
  };
}

function factLines(label: string, words: string, columns: number): string[] {
  const [first = '', ...rest] = wrap(words, columns, ' '.repeat(LABEL));
  return [label.padEnd(LABEL) + first.trimStart(), ...rest];
}
