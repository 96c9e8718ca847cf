import type { Feed } from '../../feeds/contract/feed.ts';
import type { Inputs } from '../../functions/refresh/inputs.ts';
import type { Model } from '../../functions/refresh/models.ts';
import type { Query } from '../scorecard/row.ts';
import { projectionSum, statusSum } from './arithmetic.ts';
import { type AskedMeasure, type AskedPlace, findMeasure, findPlace } from './asked.ts';
import {
  countRows,
  type FileBehind,
  type PublishedTarget,
  readFiles,
  readStudents,
  readTarget,
} from './behind.ts';
import { type FigureOf, readFigure, type Which } from './figure.ts';
import { type Behind, landingsBehind } from './landings.ts';
import { type MeasurePath, pathOf } from './path.ts';

export interface ExplainedFigure extends FigureOf {
  readonly target: PublishedTarget | undefined;
  readonly statusSum: string;
  readonly projectionSum: string | undefined;
  /** How many rows of students it counts, where rows are kept. */
  readonly rows: number | undefined;
  /** Those students, for a reader who may see them. */
  readonly students: readonly string[];
}

/** A figure with everything that it comes from. */
export interface Explanation {
  readonly measure: AskedMeasure;
  readonly place: AskedPlace;
  readonly indicators: readonly Pick<Model, 'file' | 'description'>[];
  /** One of each source. */
  readonly figures: readonly ExplainedFigure[];
  readonly feeds: readonly string[];
  readonly files: readonly FileBehind[];
}

export interface Question extends Which {
  readonly measure: string;
  readonly school?: string | undefined;
  readonly area?: string | undefined;
}

export interface ExplainTools {
  /** The published tables as whoever asks is shown them. */
  readonly shown: Query;
  /** All of them, for counts beside a figure that is shown. */
  readonly whole: Query;
  /** A reader learns nothing of what there is beyond the grants, and is listed students where they allow. */
  readonly isReader: boolean;
  readonly models: readonly Model[];
  readonly feeds: ReadonlyMap<string, Feed>;
  /** What the publish was made from, where that was kept: without it all files of the feeds that count are told. */
  readonly inputs: Inputs | undefined;
}

/**
 * Explains a figure; undefined where there is none, or none that a reader may see.
 * @throws WrongUse for a measure or place that there is not
 */
export async function explain(question: Question, tools: ExplainTools): Promise<Explanation | undefined> {
  const { shown, whole, isReader, models, feeds, inputs } = tools;
  const measure = await findMeasure(shown, question.measure, isReader);
  const place = await findPlace(shown, question, isReader);
  if (!measure || !place) return undefined;
  const { figures, before } = await readFigure(shown, measure, place, question);
  if (figures.length === 0) return undefined;
  const counted = measure.ofMeasure ?? measure.code;
  const sources = figures.map(({ source }) => source);
  const path = pathOf(counted, models, feeds.keys(), sources);
  const explained = figures.map(async (figure) => ({
    ...figure,
    target: figure.targetMilli === null ? undefined : await readTarget(shown, measure, place, figure),
    statusSum: statusSum(measure, figure),
    projectionSum: projectionSum(measure, figure, before.get(figure.source)),
    rows: await countRows(whole, measure, place, figure),
    students: isReader ? await readStudents(shown, measure, place, figure) : [],
  }));
  return {
    measure,
    place,
    indicators: path.indicators.map(({ file, description }) => ({ file, description })),
    figures: await Promise.all(explained),
    feeds: path.feeds,
    files: (await readFiles(shown, path.feeds)).filter(({ feed, landingId }) => {
      const of = feeds.get(feed);
      return !inputs || !of || landingsBehind(of, inputs, behindOf(measure, figures, path)).has(landingId);
    }),
  };
}

/** The window of a figure that may count files of every window. */
const WHOLE_YEAR = 'YEAR';

/** A projection, a gap and a change are made of figures of other windows, of the year before too. */
function behindOf(measure: AskedMeasure, figures: readonly FigureOf[], path: MeasurePath): Behind {
  const isOfOthers =
    measure.ofMeasure !== null || figures.some(({ projectionMilli }) => projectionMilli !== null);
  const windows = new Set(figures.map(({ window }) => window));
  return {
    counted: measure.ofMeasure ?? measure.code,
    years: new Set(figures.flatMap(({ year }) => (isOfOthers ? [year, year - 1] : [year]))),
    windows: isOfOthers || windows.has(WHOLE_YEAR) ? undefined : windows,
    indicators: path.indicators,
  };
}
