import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line to a server that can be made to break. */
export interface BreakingLine {
  readonly endpoint: string;
  /** Breaks the connection on which, from now on, the server has answered that many bytes; then the line is whole again. */
  breakAfter(answeredBytes: number): void;
  close(): Promise<void>;
}

/** Opens a line to the server at an address. */
export async function openBreakingLine(to: string): Promise<BreakingLine> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let bytesLeft = Number.POSITIVE_INFINITY;
  const line = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => client.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => server.destroy());
    server.on('end', () => client.end());
    client.pipe(server);
    server.on('data', (answered: Buffer) => {
      bytesLeft -= answered.length;
      if (bytesLeft >= 0) return void client.write(answered);
      bytesLeft = Number.POSITIVE_INFINITY;
      client.resetAndDestroy();
    });
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  const address = line.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    breakAfter(answeredBytes) {
      bytesLeft = answeredBytes;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      line.close();
      await once(line, 'close');
    },
  };
}
