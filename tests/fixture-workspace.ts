import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readFeeds } from '../feeds/contract/catalogue.ts';
import type { Feed } from '../feeds/contract/feed.ts';
import { openDuckdb } from '../functions/engines/duckdb.ts';
import type { Engine, Row } from '../functions/engines/engine.ts';
import { literal } from '../functions/engines/sql-text.ts';
import { type Landing, type LandRequest, land } from '../functions/land/land.ts';
import { liveLandings, readLanded } from '../functions/land/live.ts';
import { quarantineKey, rowsKeys } from '../functions/land/objects.ts';
import { type Model, readModels } from '../functions/refresh/models.ts';
import { type RefreshResult, refresh } from '../functions/refresh/refresh.ts';
import { folderStore } from '../functions/stores/folder.ts';
import { openWorkspace, type Workspace } from '../local/workspace.ts';

export const feeds = await readFeeds();
export const models = await readModels('sql');

/** A workspace in a folder that goes when the test ends. */
export interface TestWorkspace {
  readonly workspace: Workspace;
  /** Writes a file and lands it. */
  landFile(name: string, content: string | Buffer, request?: Partial<LandRequest>): Promise<Landing>;
  landPath(path: string, request?: Partial<LandRequest>): Promise<Landing>;
  /** Writes a file without landing it. @returns its path */
  write(name: string, content: string | Buffer): Promise<string>;
  /** The rows of a feed that count now. */
  rowsOf(feed: string, select?: string): Promise<Row[]>;
  /** Record, field, rule and value of what is in quarantine. */
  quarantineOf(feed: string): Promise<Row[]>;
  refresh(options?: {
    models?: readonly Model[];
    feeds?: ReadonlyMap<string, Feed>;
    engine?: (engine: Engine) => Engine;
  }): Promise<RefreshResult>;
  /** Names of all files of the workspace but those of the warehouse. */
  files(): Promise<string[]>;
}

export async function testWorkspace(
  isOver: (end: () => Promise<void>) => void = onTestFinished,
): Promise<TestWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'control-tower-'));
  isOver(() => rm(folder, { recursive: true, force: true }));
  const workspace = await openWorkspace(join(folder, 'workspace'));
  let minute = 0;
  // Every landing a minute later than the one before.
  const clock = () => new Date(Date.UTC(2025, 8, 1, 8, minute++));

  async function write(name: string, content: string | Buffer): Promise<string> {
    const path = join(folder, 'extracts', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async function objects(kind: 'landed' | 'quarantine', feed: string): Promise<string[]> {
    const definition = feeds.get(feed);
    if (!definition) throw new Error(`no feed ${feed}`);
    const { store } = workspace;
    const live = liveLandings(definition, await readLanded(store, feed));
    const ids = live
      .filter(({ receipt }) => kind === 'landed' || receipt.quarantined > 0)
      .map(({ receipt }) => receipt.landingId);
    const keys = ids.map(async (id) =>
      kind === 'landed' ? await rowsKeys(store, feed, id) : [quarantineKey(feed, id)],
    );
    return (await Promise.all(keys)).flat().map((key) => join(workspace.folder, key));
  }

  async function landPath(path: string, request: Partial<LandRequest> = {}): Promise<Landing> {
    return await land(
      { path, source: 'test', isMadeUp: false, ...request },
      { store: workspace.store, feeds, clock, workFolder: workspace.workFolder },
    );
  }

  return {
    workspace,
    write,
    landPath,
    landFile: async (name, content, request) => await landPath(await write(name, content), request),
    rowsOf: async (feed, select = '*') => await rowsOfFiles(await objects('landed', feed), select),
    quarantineOf: async (feed) =>
      await rowsOfFiles(await objects('quarantine', feed), 'record, field, rule, value'),
    async refresh(options = {}) {
      const engine = await workspace.openWarehouse();
      try {
        return await refresh({
          store: workspace.store,
          engine: options.engine?.(engine) ?? engine,
          feeds: options.feeds ?? feeds,
          models: options.models ?? models,
          clock,
        });
      } finally {
        await engine.close();
      }
    },
    async files() {
      const entries = await readdir(workspace.folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('warehouse'))
        .map((entry) => join(entry.parentPath, entry.name).slice(workspace.folder.length + 1))
        .sort();
    },
  };
}

/** The rows of Parquet files, in the order of what is selected. */
export async function rowsOfFiles(files: readonly string[], select: string): Promise<Row[]> {
  if (files.length === 0) return [];
  const list = files.map((file) => literal(file, 'varchar')).join(', ');
  const engine = await openDuckdb({ path: ':memory:', store: folderStore('.') });
  try {
    return await engine.rows(
      `select ${select} from read_parquet([${list}], hive_partitioning = false) order by all`,
    );
  } finally {
    await engine.close();
  }
}

/** The text of every receipt of a workspace. */
export async function receiptTexts({ workspace, files }: TestWorkspace): Promise<string> {
  const keys = (await files()).filter((file) => file.startsWith('receipts/'));
  return (await Promise.all(keys.map((key) => readFile(join(workspace.folder, key), 'utf8')))).join('\n');
}

/** Lines of a CSV file: a header, then records. */
export const csv = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

export const STUDENTS = 'school_year,student_id,sex,race,is_eds,is_el,is_swd';
export const student = (id: number | string, year = 2025) => `${year},${id},F,ASIA,true,false,false`;
export const SCHOOLS =
  'school_code,school_name,school_level,lowest_grade,highest_grade,opened_date,closed_date';
export const school = (code: string, name = `School ${code}`) => `${code},${name},elementary,KG,05,,`;
