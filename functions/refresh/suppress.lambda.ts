import { Logger } from '@aws-lambda-powertools/logger';
import type { Handler } from 'aws-lambda';
import { athenaTools } from './on-athena.ts';
import { suppressSlice } from './slices.ts';
import { figuresOf } from './state.ts';

const logger = new Logger();

/** Decides what is shown of the figures that the last statement gave: those of one school year and window. */
export const handler: Handler<unknown, void> = async (event) => {
  const { cursor, queryId } = figuresOf(event);
  const decided = await suppressSlice(cursor, queryId, await athenaTools(process.env));
  logger.info('suppressed', { run: cursor.run, ...decided });
};
