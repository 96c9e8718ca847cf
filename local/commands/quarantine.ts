import { type Command, InvalidArgumentError } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import type { Feed } from '../../feeds/contract/feed.ts';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import { liveLandings, readLanded } from '../../functions/land/live.ts';
import type { LandedReceipt } from '../../functions/land/receipt.ts';
import { say, sayJson, table, WrongUse } from '../terminal.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

interface QuarantineOptions {
  readonly workspace: string;
  readonly limit: number;
  readonly showValues?: boolean;
  readonly json?: boolean;
}

export function addQuarantine(program: Command): void {
  program
    .command('quarantine')
    .description('the records that did not land: which field broke which rule, and what to do')
    .argument('[feed]', 'only of this feed')
    .option('--limit <n>', 'broken rules to list for each landing', wholeNumber, 20)
    .option('--show-values', 'show values that tell a student, too')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Record numbers count the records of the file after its header. Correct the source and land the file again: it
replaces what it said before.`,
    )
    .action(async (name: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<QuarantineOptions>();
      const feeds = await readFeeds();
      if (name !== undefined && !feeds.has(name)) {
        throw new WrongUse(`there is no feed "${name}"; feeds are ${[...feeds.keys()].join(', ')}`);
      }
      await show(
        [...feeds.values()].filter((feed) => name === undefined || feed.name === name),
        options,
      );
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

async function show(feeds: readonly Feed[], options: QuarantineOptions): Promise<void> {
  const workspace = await openWorkspace(options.workspace);
  const listed: { receipt: LandedReceipt; records: Record<string, unknown>[] }[] = [];
  for (const feed of feeds) {
    for (const { receipt } of liveLandings(feed, await readLanded(workspace.store, feed.name))) {
      if (receipt.quarantined > 0)
        listed.push({ receipt, records: await recordsOf(workspace, feed, receipt, options) });
    }
  }
  if (options.json)
    return sayJson(listed.map(({ receipt, records }) => ({ ...receipt, quarantine: records })));
  if (listed.length === 0) return say('nothing is in quarantine');
  for (const { receipt, records } of listed) {
    say(
      `${receipt.file} (${receipt.feed}): ${receipt.quarantined} of ${receipt.records} records in quarantine`,
    );
    for (const { field, rule, records: count, firstRecord, hint } of receipt.brokenRules) {
      say(`  ${count} x ${field ? `${field}: ` : ''}${rule}, first in record ${firstRecord}: ${hint}`);
    }
    if (records.length > 0) say(table(records).replaceAll(/^/gm, '    '));
    const all = receipt.brokenRules.reduce((sum, rule) => sum + rule.records, 0);
    if (all > records.length) say(`    and ${all - records.length} more: --limit ${all} lists them all`);
    say();
  }
}

async function recordsOf(
  workspace: Workspace,
  feed: Feed,
  receipt: LandedReceipt,
  options: QuarantineOptions,
) {
  const key = `quarantine/${feed.name}/landing_id=${receipt.landingId}/rows.parquet`;
  const engine = await openDuckdb({ path: ':memory:', store: workspace.store });
  try {
    const rows = await engine.rows(
      `select record, field, rule, value from read_parquet(${literal(await workspace.store.localPath(key), 'varchar')}, hive_partitioning = false)
      order by record, field limit ${options.limit}`,
    );
    const sensitivity = new Map(feed.fields.map((field) => [field.name, field.sensitivity]));
    return rows.map((row) => {
      const isPlain = (sensitivity.get(String(row.field)) ?? 'identifier') === 'plain';
      return { ...row, value: options.showValues || isPlain || row.value === null ? row.value : '(hidden)' };
    });
  } finally {
    await engine.close();
  }
}
