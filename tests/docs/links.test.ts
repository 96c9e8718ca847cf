import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const pages = ['README.md', ...(await readdir('docs')).filter((name) => name.endsWith('.md')).map(inDocs)];
const texts = await Promise.all(pages.map(async (page) => ({ page, text: await readFile(page, 'utf8') })));

function inDocs(name: string): string {
  return join('docs', name);
}

/** Every match of a shape in every page, as "page: match". */
function found(shape: RegExp, part = (text: string) => text): { page: string; match: string }[] {
  return texts.flatMap(({ page, text }) =>
    [...part(text).matchAll(shape)].map(([, match = '']) => ({ page, match })),
  );
}

/** A page without the commands of AWS and its CDK, whose options are not ours. */
function ownCommands(text: string): string {
  return text.replaceAll(/^(?:aws|npx cdk) .*$/gm, '').replaceAll(/`(?:aws|npx cdk) [^`]*`/g, '');
}

it('every link of the README and the docs leads to a file', () => {
  const links = found(/\]\(([^)#:]+)\)/g);
  expect(links).toContainEqual({ page: 'README.md', match: 'docs/add-a-feed.md' });
  expect(links.filter(({ page, match }) => !existsSync(join(dirname(page), match)))).toEqual([]);
});

it('every npm script that the README and the docs name exists', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };
  const named = found(/npm run ([\w:-]+)/g);
  expect(named).toContainEqual({ page: 'README.md', match: 'test:trino' });
  expect(named.filter(({ match }) => !(match in scripts))).toEqual([]);
});

it('every command of tower and every option that the README and the docs name exists', async () => {
  const commands = await readdir('local/commands');
  const sources = await Promise.all(
    [
      'local/tower.ts',
      'local/trino/start.ts',
      'bench/suppress.ts',
      'infra/dsn.ts',
      'infra/smoke.ts',
      ...commands.map((name) => join('local/commands', name)),
    ].map((file) => readFile(file, 'utf8')),
  );
  const named = found(/npx tower (\w[\w-]*)/g);
  expect(named.map(({ match }) => match)).toEqual(expect.arrayContaining(['land', 'refresh', 'quarantine']));
  expect(named.filter(({ match }) => !commands.includes(`${match}.ts`))).toEqual([]);
  const options = found(/(?<![\w-])(--[a-z][\w-]+)/g, ownCommands).filter(({ match }) => match !== '--help');
  expect(options.map(({ match }) => match)).toContain('--accept-smaller');
  expect(options.filter(({ match }) => !sources.some((source) => source.includes(match)))).toEqual([]);
});
