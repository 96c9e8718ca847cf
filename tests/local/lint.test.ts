import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lintFolder } from '../../local/lint.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lint-of-models-'));
  await mkdir(join(folder, 'metrics'));
  await mkdir(join(folder, 'staging'));
  await writeFile(join(folder, 'metrics', 'metrics.yml'), 'models: 0.5');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lint = () => spawnSync(process.execPath, ['local/lint.ts', folder], { encoding: 'utf8' });
const model = (column: string) =>
  `-- One row per thing.\n-- Key: thing_id.\nselect\n    ${column} as found\nfrom things\n`;

it('the lint reads every model of the folder, file by file, and nothing else', async () => {
  await writeFile(join(folder, 'staging', 'stg_b.sql'), model('0.5'));
  await writeFile(join(folder, 'metrics', 'met_a.sql'), model('now()'));
  const found = (await lintFolder(folder)).map(({ file, line, rule }) => [file, line, rule]);
  expect(found).toEqual([
    [join(folder, 'metrics', 'met_a.sql'), 4, 'differs'],
    [join(folder, 'staging', 'stg_b.sql'), 4, 'decimal'],
  ]);
});

it('the lint takes the macros of the prelude', async () => {
  await writeFile(
    join(folder, 'staging', 'stg_b.sql'),
    model("date_diff('day', things.first_day, things.last_day)"),
  );
  expect(await lintFolder(folder)).toEqual([]);
});

it('the command prints place, rule, reason and cure on a line and ends with 1', async () => {
  await writeFile(join(folder, 'staging', 'stg_b.sql'), model('things.rate * 0.5'));
  const { status, stdout } = lint();
  expect(stdout).toBe(
    `${join(folder, 'staging', 'stg_b.sql')}:4:19  decimal: 0.5 is a decimal, whose quotients differ; write 0.5e0\n`,
  );
  expect(status).toBe(1);
});

it('the command ends with 0 when there is nothing to say', async () => {
  await writeFile(join(folder, 'staging', 'stg_b.sql'), model('things.rate'));
  const { status, stdout } = lint();
  expect(stdout).toBe(`the models of ${folder} say the same on both engines\n`);
  expect(status).toBe(0);
});
