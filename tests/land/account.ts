import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Landing } from '../../functions/land/land.ts';
import { readLanded } from '../../functions/land/live.ts';
import { rowsOfFiles, type TestWorkspace } from '../fixture-workspace.ts';

/** Students of these tests; no text but the rows themselves and the quarantine may hold such a number. */
export const studentNumber = (place: number) => 1_234_500_000 + place;
export const STUDENT_NUMBER = /12345\d{5}/;

/** What became of a file: its account, or what it says to the person who landed it. */
export function account({ outcome, receipt }: Landing) {
  if (receipt.outcome !== 'landed') return { outcome, reason: receipt.reason, hint: receipt.hint };
  const { records, landed, quarantined } = receipt;
  return { outcome, records, landed, quarantined };
}

/**
 * Holds a workspace to what must be true however its landings ended: every record accounted for in receipt and
 * objects, nothing in between left behind, no student told.
 */
export async function expectOrder({ workspace, files }: TestWorkspace): Promise<void> {
  const { folder, store } = workspace;
  const expected: string[] = [];
  for (const { feed, landingId, records, landed, quarantined, brokenRules } of await readLanded(store)) {
    const object = `${feed}/landing_id=${landingId}/rows.parquet`;
    expect(landed + quarantined).toBe(records);
    expect(await rowsOfFiles([join(folder, 'landed', object)], 'count(*) as rows')).toEqual([
      { rows: BigInt(landed) },
    ]);
    expected.push(`landed/${object}`, `receipts/landed/${feed}/${landingId}.json`);
    if (quarantined === 0) continue;
    const counts = `count(distinct record) as records, count(*) as rules, min(record) >= 1 and max(record) <= ${records} as in_file`;
    expect(await rowsOfFiles([join(folder, 'quarantine', object)], counts)).toEqual([
      {
        records: BigInt(quarantined),
        rules: BigInt(brokenRules.reduce((sum, rule) => sum + rule.records, 0)),
        in_file: true,
      },
    ]);
    expected.push(`quarantine/${object}`);
  }
  const found = (await files()).filter((file) => !file.startsWith('publishes/'));
  expect(found.filter((file) => !file.startsWith('receipts/refused/'))).toEqual(expected.sort());
  const receipts = found.filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(receipts.map((file) => readFile(join(folder, file), 'utf8')));
  expect(found.join('\n') + texts.join('\n')).not.toMatch(STUDENT_NUMBER);
}
