import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AthenaClient } from '@aws-sdk/client-athena';
import { z } from 'zod';
import { LONGEST_STATEMENT } from '../../functions/engines/athena-sql.ts';
import { type Knobs, knobs } from './athena-knobs.ts';
import { type Query, queries } from './athena-queries.ts';
import { pageOf } from './athena-results.ts';
import { runOnTrino } from './athena-trino.ts';

export interface AthenaEndpointOptions {
  /** A Trino whose catalogs `landed` (Hive) and `curated` (Iceberg) share a metastore and send each other on. */
  readonly trino: string;
  readonly workgroups: readonly string[];
  /** Where databases without tables of their own place would put them: `s3://bucket/`. */
  readonly databaseLocation: string;
}

export interface AthenaEndpoint {
  readonly url: string;
  /** What makes any AWS SDK speak to this Athena. */
  readonly environment: Readonly<Record<string, string>>;
  readonly client: AthenaClient;
  readonly knobs: Knobs;
  /** What Glue does elsewhere. */
  createDatabase(name: string): Promise<void>;
  /** Every statement that was begun, in order. */
  statements(): string[];
  /** Those that have not ended. */
  running(): { readonly id: string; readonly statement: string }[];
  stop(): Promise<void>;
}

/** An error as Athena answers it: its name and its text. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly type: string;
  readonly status: number;
  readonly details: object;
  constructor(type: string, message: string, details: object = {}, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
    this.details = details;
  }
}
const invalid = (message: string, code = 'INVALID_INPUT') =>
  new Refused('InvalidRequestException', message, { AthenaErrorCode: code });

const START = z.strictObject({
  QueryString: z.string().min(1),
  ClientRequestToken: z.string().min(32).max(128),
  WorkGroup: z.string(),
  QueryExecutionContext: z.strictObject({
    Catalog: z.literal('AwsDataCatalog').optional(),
    Database: z.string(),
  }),
  ExecutionParameters: z.array(z.string().min(1).max(1024)).min(1).optional(),
});
const ONE = z.strictObject({ QueryExecutionId: z.string().regex(/^\S{1,128}$/) });
const RESULTS = ONE.extend({
  MaxResults: z.int().min(1).max(1000).optional(),
  NextToken: z.string().optional(),
});

/** Athena's protocol on the loopback address; the SQL runs on a real Trino. */
export async function startAthena(options: AthenaEndpointOptions): Promise<AthenaEndpoint> {
  const turned = knobs();
  const running = queries(options.trino, turned);
  const databases = new Set<string>();
  const tokens = new Map<string, { request: string; queryId: string }>();

  function find(body: unknown): Query {
    const { QueryExecutionId: id } = ONE.loose().parse(body);
    const query = running.find(id);
    if (!query) throw invalid(`QueryExecution ${id} was not found`);
    return query;
  }

  const actions: Readonly<Record<string, (body: unknown) => object>> = {
    StartQueryExecution(body) {
      const asked = START.parse(body);
      const bytes = Buffer.byteLength(asked.QueryString);
      if (bytes > LONGEST_STATEMENT) {
        throw invalid(
          `1 validation error detected: Value '${asked.QueryString}' at 'queryString' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_STATEMENT}`,
        );
      }
      if (!options.workgroups.includes(asked.WorkGroup))
        throw invalid(`WorkGroup ${asked.WorkGroup} is not found.`);
      const { Database: database } = asked.QueryExecutionContext;
      if (!databases.has(database)) throw invalid(`Database ${database} is not known here`);
      const request = JSON.stringify(asked);
      const before = tokens.get(asked.ClientRequestToken);
      if (before && before.request !== request)
        throw invalid('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH');
      if (before) return { QueryExecutionId: before.queryId };
      const { id } = running.start({
        statement: asked.QueryString,
        workgroup: asked.WorkGroup,
        database,
        parameters: asked.ExecutionParameters,
      });
      tokens.set(asked.ClientRequestToken, { request, queryId: id });
      return { QueryExecutionId: id };
    },

    GetQueryExecution: (body) => ({ QueryExecution: described(find(ONE.parse(body))) }),

    GetQueryResults(body) {
      const asked = RESULTS.parse(body);
      const query = find(body);
      if (query.state === 'QUEUED' || query.state === 'RUNNING')
        throw invalid(`Query has not yet finished. Current state: ${query.state}`);
      if (query.state !== 'SUCCEEDED')
        throw invalid(`Query did not finish successfully. Final query state: ${query.state}`);
      const rows = Math.min(asked.MaxResults ?? 1000, turned.longestPage());
      return pageOf(query.answer, { rows, token: asked.NextToken });
    },

    StopQueryExecution(body) {
      running.stop(find(ONE.parse(body)));
      return {};
    },
  };

  async function answer(request: IncomingMessage): Promise<object> {
    const target = String(request.headers['x-amz-target']);
    const text = await textOf(request);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
      throw new Refused('MissingAuthenticationTokenException', 'Missing Authentication Token');
    if (turned.isOneTooMany())
      throw new Refused('TooManyRequestsException', 'Rate exceeded', {
        Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
      });
    const act = actions[target.replace(/^AmazonAthena\./, '')];
    if (!act) throw new Refused('UnknownOperationException', `${target} is not among what is answered here`);
    return act(JSON.parse(text));
  }

  const server = createServer((request, response) => {
    if (turned.isDead()) return;
    answer(request).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const refused = error instanceof Refused ? error : invalid(String(error));
        send(response, refused.status, {
          __type: refused.type,
          Message: refused.message,
          ...refused.details,
        });
      },
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const credentials = { accessKeyId: 'control-tower', secretAccessKey: 'a-secret-of-this-machine' };
  const client = new AthenaClient({ endpoint: url, region: 'us-east-1', credentials });

  return {
    url,
    client,
    environment: {
      AWS_ENDPOINT_URL_ATHENA: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    knobs: turned,
    statements: running.statements,
    running: running.unfinished,
    async createDatabase(name) {
      await runOnTrino(
        options.trino,
        `create schema if not exists landed."${name}" with (location = '${options.databaseLocation}${name}')`,
        {},
      );
      databases.add(name);
    },
    async stop() {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function described(query: Query): object {
  const { failure } = query;
  return {
    QueryExecutionId: query.id,
    Query: query.statement,
    StatementType: query.type,
    // Results are managed: there is no place to tell.
    ManagedQueryResultsConfiguration: { Enabled: true },
    QueryExecutionContext: { Database: query.database },
    WorkGroup: query.workgroup,
    Status: {
      State: query.state,
      SubmissionDateTime: query.submittedAt / 1000,
      ...(failure && {
        StateChangeReason: failure.message,
        AthenaError: {
          ErrorCategory: failure.category,
          Retryable: failure.isRetryable,
          ErrorMessage: failure.message,
        },
      }),
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
