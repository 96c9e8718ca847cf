import { Logger } from '@aws-lambda-powertools/logger';
import type { Handler } from 'aws-lambda';
import { athenaTools } from './on-athena.ts';
import { type Next, next } from './sequence.ts';
import { standingOf } from './state.ts';

const logger = new Logger();

/** Judges the statement that ran and gives the next one. */
export const handler: Handler<unknown, Next & { readonly round: number }> = async (event) => {
  const { round, cursor, told } = standingOf(event);
  const following = await next(cursor, told, await athenaTools(process.env));
  logger.info('next', { ...following.cursor, isDone: following.isDone });
  return { ...following, round };
};
