import { countedWords, type Figure, isOnRecord, quotientOf, valueWords } from './figure.ts';
import type { Measure } from './measures.ts';
import { countWords, gapTo, gapWords, targetWords } from './numbers.ts';
import { type Origin, STATUS_WORDS, type Status, schoolYearWords } from './words.ts';

/** How a figure of a measure stands, in the words that every screen uses. */
export interface Standing {
  /** `33.2 %`, `<5 %`, `not shown` or `no data`. */
  readonly value: string;
  /** `21,324 of 64,143`. */
  readonly counted: string | null;
  /** `37 %`, `85 % by 2028-29` while there is no figure, or `no target set`. */
  readonly target: string;
  readonly gap: string | null;
  readonly status: Status;
  readonly statusWords: string;
  readonly origin: Origin | null;
  /** `2024-25`. */
  readonly year: string | null;
  /** `1,808 more students needed`. */
  readonly needed: string | null;
}

const NOTHING: Standing = {
  value: STATUS_WORDS.no_data,
  counted: null,
  target: STATUS_WORDS.no_target,
  gap: null,
  status: 'no_data',
  statusWords: STATUS_WORDS.no_data,
  origin: null,
  year: null,
  needed: null,
};

/** The standing of a measure by one of its figures, by default the one it leads with. */
export function standingOf(
  measure: Measure | null,
  figure: Figure | undefined = measure?.figures[0],
): Standing {
  if (measure === null) return NOTHING;
  if (!figure || !isOnRecord(measure.kind, figure)) return { ...NOTHING, target: finalTarget(measure) };
  const quotient = quotientOf(measure.kind, figure);
  const gap =
    measure.targetMilli === null || quotient === null
      ? null
      : gapTo(measure.targetMilli, measure.kind, quotient);
  return {
    value: valueWords(measure.kind, figure),
    counted: countedWords(measure.kind, figure),
    target:
      measure.targetMilli === null ? STATUS_WORDS.no_target : targetWords(measure.kind, measure.targetMilli),
    gap: gap && gapWords(measure.kind, gap),
    status: figure.status,
    statusWords: statusWordsOf(measure, figure),
    origin: figure.origin,
    year: schoolYearWords(figure.schoolYear),
    needed: neededWords(measure, figure),
  };
}

/** The standing of a figure that stands beside the measure's own, against its own target. */
export function standingBeside(measure: Measure, figure: Figure): Standing {
  return standingOf({ ...measure, targetMilli: figure.targetMilli, published: [] }, figure);
}

/** What a reader must know of a measure beside its name: that it is not the goal's own, that lower is better. */
export function caveats(measure: Measure): string[] {
  return [
    ...(measure.role === 'goal' ? [] : [`${measure.role} measure`]),
    ...(measure.generation === null ? [] : [generationWords(measure.generation)]),
    ...(measure.direction === 'lower' ? ['lower is better'] : []),
    ...(measure.organisation.level === 'district' ? [] : [measure.organisation.name]),
  ];
}

/** Which generation of the board's interim measures. */
export function generationWords(generation: number): string {
  return `version ${generation}`;
}

/** Is the figure the one that the annual target is for, and not an earlier window of that year? */
export function isAnnual(measure: Measure, figure: Figure): boolean {
  return figure.windowCode === measure.annualWindow;
}

function statusWordsOf(measure: Measure, figure: Figure): string {
  const waitsForYearEnd =
    figure.status === 'no_target' && measure.targetMilli !== null && !isAnnual(measure, figure);
  return waitsForYearEnd ? 'year in progress' : STATUS_WORDS[figure.status];
}

function finalTarget(measure: Measure): string {
  const last = measure.published.findLast((target) => target.kind === 'target');
  if (!last) return STATUS_WORDS.no_target;
  return `${targetWords(measure.kind, last.targetMilli)} by ${schoolYearWords(last.schoolYear)}`;
}

function neededWords(measure: Measure, figure: Figure): string | null {
  if (figure.studentsNeeded === null || figure.studentsNeeded <= 0) return null;
  return `${countWords(figure.studentsNeeded)} ${measure.direction === 'higher' ? 'more' : 'fewer'} students needed`;
}
