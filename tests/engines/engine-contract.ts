import { afterEach, beforeEach, describe } from 'vitest';
import { describeLandedRows } from './contract/landed.ts';
import type { Opened } from './contract/opened.ts';
import { describePublishing } from './contract/publishing.ts';
import { describeReading } from './contract/reading.ts';
import { describeWorkingRelations } from './contract/working.ts';

/** What every engine must do, in the same sentences; `open` gives an engine with nothing in it yet. */
export function describeEngine(name: string, open: () => Promise<Opened>): void {
  describe(`${name} as an engine`, () => {
    const opened = {} as { -readonly [part in keyof Opened]: Opened[part] };
    beforeEach(async () => {
      Object.assign(opened, await open());
    });
    afterEach(() => opened.engine.close());

    describeReading(opened);
    describeWorkingRelations(opened);
    describeLandedRows(opened);
    describePublishing(opened);
  });
}
