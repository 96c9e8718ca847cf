import { rm } from 'node:fs/promises';
import { readFeeds } from '../feeds/contract/catalogue.ts';
import { land } from '../functions/land/land.ts';
import { findExtracts } from '../local/extracts.ts';
import { generateDistrict } from '../local/generate/generate.ts';
import { openWorkspace } from '../local/workspace.ts';

/** Lands the samples and a made-up district. @returns attendance records that landed */
export async function landDistrict(
  place: string,
  students: number,
  years: readonly number[],
): Promise<number> {
  const extracts = `${place}-extracts`;
  await generateDistrict({ students, seed: 1, outDir: extracts, years });
  const { store, workFolder } = await openWorkspace(place);
  const feeds = await readFeeds();
  let records = 0;
  for (const extract of await findExtracts(['samples', extracts], feeds)) {
    const { receipt } = await land(extract, { store, feeds, workFolder, clock: () => new Date() });
    if (receipt.outcome !== 'landed') throw new Error(`${receipt.file}: ${receipt.outcome}`);
    if (receipt.feed === 'attendance') records += receipt.landed;
  }
  await rm(extracts, { recursive: true });
  return records;
}
