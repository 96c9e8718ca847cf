import { expect } from 'vitest';
import { type Engine, EngineError, type Row } from '../../../functions/engines/engine.ts';

/** The engine of the test that runs, and the folder in which `landed/` lies, as the test sees it. */
export interface Opened {
  readonly engine: Engine;
  readonly workspace: string;
}

export function read(opened: Opened, columns: string, from: string, order: string): Promise<Row[]> {
  return opened.engine.rows(`select ${columns} from ${from} order by ${order}`);
}

/** The error of a call that must fail, and must fail as the port says. */
export async function failure(call: Promise<unknown>): Promise<EngineError> {
  const error = await call.then(
    () => expect.unreachable('it should have failed'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof EngineError) return error;
  throw error;
}
