import { readFeeds } from '../feeds/contract/catalogue.ts';
import { land } from '../functions/land/land.ts';
import { openWorkspace } from '../local/workspace.ts';
import { sayCost } from './measure.ts';

/** Lands one file in an empty workspace. */
const [path = '', folder = ''] = process.argv.slice(2);
const { store, workFolder } = await openWorkspace(folder);
const { outcome, receipt } = await land(
  { path, source: 'bench', isMadeUp: true },
  { store, workFolder, feeds: await readFeeds(), clock: () => new Date() },
);
if (receipt.outcome !== 'landed') throw new Error(`${outcome}: ${receipt.reason}`);
process.stdout.write(`${receipt.records}\n`);
sayCost();
