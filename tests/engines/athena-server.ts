import { once } from 'node:events';
import { createServer } from 'node:http';
import { AthenaClient } from '@aws-sdk/client-athena';
import { onTestFinished } from 'vitest';

export interface Scripted {
  readonly status?: number;
  readonly body: object;
}

export interface ScriptedAthena {
  readonly client: AthenaClient;
  /** What was asked: the action and its body, in order. */
  readonly asked: { readonly action: string; readonly body: Record<string, unknown> }[];
}

/** A server that gives each action's prepared answers one after the other, its last one again and again. */
export async function athenaOf(
  answers: Readonly<Record<string, readonly Scripted[]>>,
): Promise<ScriptedAthena> {
  const asked: ScriptedAthena['asked'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    const prepared = answers[action] ?? [];
    const before = asked.filter((other) => other.action === action).length;
    asked.push({ action, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const answer = prepared[Math.min(before, prepared.length - 1)];
    response.writeHead(answer?.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer?.body ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = new AthenaClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    // The session's own patience is what is tested.
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, asked };
}
