import type { Feed } from '../../feeds/contract/feed.ts';
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
import { pathOf } from './path.ts';

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
}

/**
 * Explains a figure; undefined where there is none, or none that a reader may see.
 * @throws WrongUse for a measure or place that there is not
 */
export async function explain(question: Question, tools: ExplainTools): Promise<Explanation | undefined> {
  const { shown, whole, isReader, models, feeds } = tools;
  const measure = await findMeasure(shown, question.measure, isReader);
  const place = await findPlace(shown, question, isReader);
  if (!measure || !place) return undefined;
  const { figures, before } = await readFigure(shown, measure, place, question);
  if (figures.length === 0) return undefined;
  const path = pathOf(measure.ofMeasure ?? measure.code, models, feeds.keys());
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
    files: await readFiles(shown, path.feeds),
  };
}
