import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BusyS3 {
  readonly endpoint: string;
  /** So many of the next requests are told to slow down. */
  refuseNext(requests: number): void;
  stop(): Promise<void>;
}

/** Stands before an S3 server, and says at times that it is too busy. */
export async function startBusyS3(server: string): Promise<BusyS3> {
  const { hostname, port } = new URL(server);
  let refused = 0;
  const proxy = createServer((asked, answer) => {
    if (refused > 0) {
      refused -= 1;
      asked.resume();
      answer.writeHead(503, { 'content-type': 'application/xml' });
      answer.end('<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>');
      return;
    }
    const { method, headers, url } = asked;
    const passed = request({ hostname, port, method, path: url, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    refuseNext(requests) {
      refused = requests;
    },
    stop: () =>
      new Promise((stopped) => {
        proxy.closeAllConnections();
        proxy.close(() => stopped());
      }),
  };
}
