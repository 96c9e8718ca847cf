import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Handler } from 'aws-lambda';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { readModels } from './models.ts';
import { athenaTools } from './on-athena.ts';
import { type Begun, begin } from './sequence.ts';
import { askedOf } from './state.ts';

const logger = new Logger();

/** Takes the run and writes its plan, or says that another is under way or that nothing has changed. */
export const handler: Handler<unknown, Begun & { readonly round: number }> = async (event) => {
  const { round, ...asked } = askedOf(event);
  const tools = await athenaTools(process.env);
  const feeds = await readFeeds();
  const models = await readModels(join(process.env.LAMBDA_TASK_ROOT ?? '.', 'sql'));
  const begun = await begin(asked, { ...tools, feeds, models });
  logger.info('refresh', { run: asked.id, outcome: begun.outcome });
  return { ...begun, round };
};
