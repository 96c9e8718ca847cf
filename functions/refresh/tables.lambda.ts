import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Handler } from 'aws-lambda';
import { readModels } from './models.ts';
import { athenaTools } from './on-athena.ts';
import { ensurePublishes } from './publishes.ts';

const logger = new Logger();

/** Makes the curated tables and gives them the columns that they lack, so that filters and grants find them. */
export const handler: Handler<unknown, void> = async () => {
  const { engine } = await athenaTools(process.env);
  await ensurePublishes(engine);
  for (const model of await readModels(join(process.env.LAMBDA_TASK_ROOT ?? '.', 'sql'))) {
    if (model.layer !== 'curated') continue;
    await engine.ensureCurated(model.name, model.columns);
    logger.info('curated table', { table: model.name, columns: model.columns.length });
  }
};
