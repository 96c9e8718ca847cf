#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EngineError } from '../functions/engines/engine.ts';
import { ModelError } from '../functions/refresh/models.ts';
import { addAccess } from './commands/access.ts';
import { addAudit } from './commands/audit.ts';
import { addChanges } from './commands/changes.ts';
import { addErase } from './commands/erase.ts';
import { addExplain } from './commands/explain.ts';
import { addGenerate } from './commands/generate.ts';
import { addLand } from './commands/land.ts';
import { addPage } from './commands/page.ts';
import { addQuarantine } from './commands/quarantine.ts';
import { addQuery } from './commands/query.ts';
import { addReceipts } from './commands/receipts.ts';
import { addRefresh } from './commands/refresh.ts';
import { addReplay } from './commands/replay.ts';
import { addRollBack } from './commands/roll-back.ts';
import { addShow } from './commands/show.ts';
import { addStudents } from './commands/students.ts';
import { addTry } from './commands/try.ts';
import { NothingPublished } from './published.ts';
import { EXIT, WrongUse } from './terminal.ts';

const program = new Command('tower')
  .description('Goals, guardrails and the annual plan of a school district, computed from its own extracts.')
  .option('-w, --workspace <folder>', 'where everything of this run lies', 'workspace')
  .addHelpText(
    'after',
    `
The path of a figure:
  tower land extracts/      files in: landed, quarantined or rejected, each with a receipt
  tower refresh             models computed, checked and published, or the last publish stands
  tower show                the scorecard in the terminal; tower page writes it as a page

Look into it:  tower explain MEASURE, tower changes, tower receipts, tower quarantine, tower query "<sql>"
Who sees what: tower access --as PRINCIPAL; show, page, query and explain take --as as well; tower students
First time:    tower try    lands the samples and a small made-up district, and shows all of it`,
  )
  .exitOverride();

for (const add of [
  addTry,
  addLand,
  addRefresh,
  addShow,
  addPage,
  addQuarantine,
  addReceipts,
  addReplay,
  addRollBack,
  addQuery,
  addAccess,
  addExplain,
  addStudents,
  addChanges,
  addAudit,
  addErase,
  addGenerate,
]) {
  add(program);
}

// Whoever reads our lines may stop after the first of them, as head does: what was begun is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else {
    process.stderr.write(`tower: ${explain(error)}\n`);
    process.exitCode = error instanceof WrongUse ? EXIT.usage : EXIT.failed;
  }
}

/** One line for what a person can mend; the whole trace for what only a programmer can. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = `${error.message} ${'code' in error ? String(error.code) : ''}`;
  if (/ENOSPC|No space left|EDQUOT|quota exceeded|EFBIG|File too large/i.test(text))
    return 'the disk is full: free some space and run it again; what was not finished counts for nothing';
  const isForPeople = [WrongUse, EngineError, ModelError, NothingPublished].some(
    (kind) => error instanceof kind,
  );
  if (isForPeople) return error.message;
  return error.stack ?? error.message;
}
