import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient, GetQueryExecutionCommand } from '@aws-sdk/client-athena';
import { z } from 'zod';
import { openAthena } from '../engines/athena.ts';
import { failureOf } from '../engines/athena-failure.ts';
import { openAthenaSession } from '../engines/athena-session.ts';
import { athenaSql } from '../engines/athena-sql.ts';
import { columnType, readRows } from '../engines/athena-values.ts';
import { type Engine, EngineError } from '../engines/engine.ts';
import { openS3Client, s3Store } from '../stores/s3.ts';
import type { Store } from '../stores/store.ts';
import type { SequenceTools } from './sequence.ts';

const variables = z.object({
  STORE_BUCKET: z.string(),
  CURATED_BUCKET: z.string(),
  MODEL_DATABASE: z.string(),
  CURATED_DATABASE: z.string(),
  WORKGROUP: z.string(),
});

/** The store of an environment. @throws ZodError naming a variable that is not set */
export async function storeOf(environment: NodeJS.ProcessEnv): Promise<Store> {
  const { STORE_BUCKET } = variables.pick({ STORE_BUCKET: true }).parse(environment);
  const workFolder = await mkdtemp(join(tmpdir(), 'refresh-'));
  return s3Store({ client: openS3Client(), bucket: STORE_BUCKET, workFolder });
}

/** What a refresh on Athena works with. @throws ZodError naming a variable that is not set */
export async function athenaTools(
  environment: NodeJS.ProcessEnv,
): Promise<SequenceTools & { readonly engine: Engine }> {
  const given = variables.parse(environment);
  const store = await storeOf(environment);
  const client = new AthenaClient({ retryMode: 'adaptive' });
  const places = {
    modelDatabase: given.MODEL_DATABASE,
    curatedDatabase: given.CURATED_DATABASE,
    storeLocation: `s3://${given.STORE_BUCKET}/`,
    curatedLocation: `s3://${given.CURATED_BUCKET}/`,
  };
  const session = openAthenaSession({ client, workgroup: given.WORKGROUP, database: places.modelDatabase });
  return {
    store,
    statements: athenaSql(places),
    engine: openAthena({ ...places, client, workgroup: given.WORKGROUP, store }),
    clock: () => new Date(),

    async answerOf(queryId) {
      const answer = await session.resultsOf(queryId);
      const columns = answer.columns.map(({ name, type }) => {
        const known = columnType(type);
        if (known) return { name, type: known };
        const reason = `column ${name} is of type ${type}: cast it to one of the shared types`;
        throw new EngineError('athena', '', new Error(reason));
      });
      return { columns, rows: readRows(answer) };
    },

    async failureOf(queryId) {
      const { QueryExecution: query } = await client.send(
        new GetQueryExecutionCommand({ QueryExecutionId: queryId }),
      );
      const { message, isRetryable } = failureOf('', queryId, query?.Status);
      return { reason: message, isRetryable };
    },
  };
}
