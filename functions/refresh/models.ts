import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Sensitivity } from '../../feeds/contract/field.ts';
import { FILTER_COLUMNS } from '../access/row-filter.ts';
import type { Column } from '../engines/engine.ts';
import { type Check, checksOf } from './checks.ts';
import { type ModelAccess, type ModelProperties, readProperties } from './properties.ts';
import { referencesOf } from './tokens.ts';

export const LAYERS = ['staging', 'indicators', 'metrics', 'curated'] as const;
export type Layer = (typeof LAYERS)[number];

export interface ModelColumn extends Column {
  readonly description: string;
  readonly sensitivity: Sensitivity;
}

/** One select that becomes a view or table, with what its comment and its properties say of it. */
export interface Model {
  readonly name: string;
  readonly layer: Layer;
  /** Where it is written, for messages. */
  readonly file: string;
  readonly sql: string;
  /** What a row is, and the rule: the comment on top of the file, without its key. */
  readonly description: string;
  readonly key: readonly string[];
  readonly columns: readonly ModelColumn[];
  readonly materialized: 'view' | 'table';
  readonly checks: readonly Check[];
  readonly references: readonly string[];
  /** Who may read it; every curated model says so, and no other. */
  readonly access?: ModelAccess;
}

/** Every indicator has these columns: those of the relation that unites them. */
export const ALL_INDICATORS = 'all_indicators';

/** A model file, or its properties, cannot be used; the message names the file and the cure. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/**
 * Reads the models of a folder with its layers staging, indicators, metrics and curated.
 * @throws ModelError naming the file.
 */
export async function readModels(folder: string): Promise<Model[]> {
  const models: Model[] = [];
  for (const layer of LAYERS) models.push(...(await readLayer(folder, layer)));
  const names = new Map<string, Model>();
  for (const model of models) {
    const other = names.get(model.name);
    if (other) throw new ModelError(`${model.file}: there is a model "${model.name}" already, ${other.file}`);
    names.set(model.name, model);
  }
  return models;
}

async function readLayer(folder: string, layer: Layer): Promise<Model[]> {
  const files = await filesOf(join(folder, layer));
  const properties = new Map<string, ModelProperties>();
  for (const file of files.filter((name) => name.endsWith('.yml'))) {
    for (const model of await propertiesOf(join(folder, layer, file), `${layer}/${file}`)) {
      if (properties.has(model.name))
        throw new ModelError(`${layer}/${file}: "${model.name}" is described a second time`);
      properties.set(model.name, model);
    }
  }
  const models: Model[] = [];
  for (const file of files.filter((name) => name.endsWith('.sql'))) {
    const sql = await readFile(join(folder, layer, file), 'utf8');
    models.push(toModel(layer, `${layer}/${file}`, sql, properties));
  }
  if (layer === 'indicators') models.push(uniteIndicators(models, properties.get(ALL_INDICATORS)));
  for (const name of properties.keys()) {
    if (!models.some((model) => model.name === name)) {
      throw new ModelError(`${layer}: the properties describe "${name}", and there is no ${name}.sql`);
    }
  }
  return models;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw new ModelError(`no folder of models ${folder}`, { cause: error });
  }
}

async function propertiesOf(path: string, file: string): Promise<ModelProperties[]> {
  try {
    return readProperties(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModelError(`${file}: not a properties file that can be used: ${reason}`, { cause: error });
  }
}

function toModel(layer: Layer, file: string, sql: string, all: ReadonlyMap<string, ModelProperties>): Model {
  const name = basename(file, '.sql');
  // An indicator has the columns of every indicator, so its file is all that a new measure needs.
  const own = all.get(name);
  const properties =
    own ?? (layer === 'indicators' ? sharedColumns(name, all.get(ALL_INDICATORS)) : undefined);
  if (!properties) throw new ModelError(`${file}: describe "${name}" in a properties file beside it`);
  const { description, key } = readComment(file, sql);
  const unknown = key.find((column) => !properties.columns.some((candidate) => candidate.name === column));
  if (unknown) throw new ModelError(`${file}: key column "${unknown}" is no column of its properties`);
  const access = accessOf(layer, file, properties);
  return {
    name,
    layer,
    file: `sql/${file}`,
    sql,
    description,
    key,
    columns: columnsOf(properties),
    ...(access && { access }),
    // What is published is checked as written, not as computed a second time.
    materialized: layer === 'curated' ? 'table' : (properties.config?.materialized ?? 'view'),
    checks: checksOf(name, key, properties),
    references: referencesOf(sql),
  };
}

function accessOf(
  layer: Layer,
  file: string,
  { name, columns, config }: ModelProperties,
): ModelAccess | undefined {
  const access = config?.meta?.access;
  if (layer !== 'curated') {
    if (access) throw new ModelError(`${file}: "${name}" is no curated model: people cannot read it`);
    return undefined;
  }
  if (!access)
    throw new ModelError(
      `${file}: say who may read "${name}": config: { meta: { access: { rows: everyone | by_area | district, detail: suppressed_aggregates | aggregates | student_rows } } }`,
    );
  const isText = (wanted: string) =>
    columns.some((column) => column.name === wanted && column.data_type === 'varchar');
  const missing = FILTER_COLUMNS.find((column) => !isText(column));
  if (access.rows === 'by_area' && missing)
    throw new ModelError(`${file}: "${name}" is read by_area, so it needs the column ${missing} as varchar`);
  return access;
}

function sharedColumns(name: string, shared: ModelProperties | undefined): ModelProperties | undefined {
  return (
    shared && {
      name,
      columns: shared.columns.map((column) => ({ ...column, data_tests: [] })),
      data_tests: [],
    }
  );
}

function uniteIndicators(indicators: readonly Model[], properties: ModelProperties | undefined): Model {
  if (!properties) throw new ModelError(`indicators: describe "${ALL_INDICATORS}" in a properties file`);
  const columns = columnsOf(properties);
  const list = columns.map((column) => column.name).join(', ');
  return {
    name: ALL_INDICATORS,
    layer: 'indicators',
    file: `sql/indicators/*.sql`,
    sql: indicators.map((indicator) => `select ${list} from ${indicator.name}`).join('\nunion all\n'),
    description: 'One row per thing that counts in any measure: every indicator, one after the other.',
    key: [],
    columns,
    materialized: properties.config?.materialized ?? 'view',
    checks: checksOf(ALL_INDICATORS, [], {
      ...properties,
      config: { meta: { key_held_by: 'each indicator' } },
    }),
    references: indicators.map((indicator) => indicator.name),
  };
}

function columnsOf(properties: ModelProperties): ModelColumn[] {
  return properties.columns.map((column) => ({
    name: column.name,
    type: column.data_type,
    description: column.description,
    sensitivity: column.config?.meta.sensitivity ?? 'plain',
  }));
}

/** The comment on top: `-- One row per … / -- Key: a, b. … / -- Rule: …`. */
function readComment(file: string, sql: string): { description: string; key: string[] } {
  const lines = sql.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const comment = lines
    .slice(0, end)
    .map((line) => line.replace(/^-- ?/, ''))
    .join(' ');
  const found = /^(\S.*?)\s*Key: ([a-z0-9_, ]+)\.\s*(.*)$/.exec(comment);
  if (!found) throw new ModelError(`${file}: begin with "-- One row per …" and "-- Key: column, column."`);
  const [, row = '', key = '', rest = ''] = found;
  return { description: `${row} ${rest}`.trim(), key: key.split(',').map((column) => column.trim()) };
}
