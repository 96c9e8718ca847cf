import type { Feed } from '../../feeds/contract/feed.ts';
import { columnType, type Field, type Sensitivity } from '../../feeds/contract/field.ts';
import {
  type Origin,
  type Relations,
  ROWS,
  traceColumns,
  traceRelations,
} from '../../functions/refresh/lineage.ts';
import { LAYERS, type Model } from '../../functions/refresh/models.ts';
import {
  LANDINGS,
  LANDINGS_COLUMNS,
  sourcesOf,
  TODAY,
  TODAY_COLUMNS,
} from '../../functions/refresh/sources.ts';
import { SHOWN_CELLS, SHOWN_CELLS_COLUMNS } from '../../functions/suppress/shown-cells.ts';
import { pathOf } from '../explain/path.ts';
import type { DictionaryMeasure } from './measures.ts';

const LAYER_TITLES = {
  staging: 'Staging: cleaned and joined, one row per key',
  indicators: 'Indicators: one row per thing that counts',
  metrics: 'Metrics: rolled up, with targets and status',
  curated: 'Curated: what people read',
} as const;

const HOW_TO_READ = `How to read the tables of models: *comes from* names the fields of feeds whose values make the column, followed
through every model in between; *rows of* a feed are counted. Joins and filters decide which rows there are, not what
a column says, so they stand above each table instead: the feeds that the model depends on in any way. *Most sensitive
source* is that of the fields it comes from; rows of a feed with an identifier are personal. *Sensitivity* is what the
properties of the model declare for the column itself: a sum over many students is less sensitive than its sources.`;

/** Both directions of where things come from. */
interface Lineage {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly columns: (model: string, column: string) => Origin[];
  readonly relations: (model: string) => string[];
}

/** What models read that is no model: the landings, and each feed. */
export function givenRelations(feeds: ReadonlyMap<string, Feed>): Relations {
  const relations = [
    { name: LANDINGS, columns: LANDINGS_COLUMNS },
    { name: TODAY, columns: TODAY_COLUMNS },
    { name: SHOWN_CELLS, columns: SHOWN_CELLS_COLUMNS },
    ...sourcesOf(feeds, []),
  ];
  return new Map(relations.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]));
}

/** The data dictionary: every feed and every model, and for each column where it comes from and who answers for it. */
export function renderDictionary(
  feeds: ReadonlyMap<string, Feed>,
  models: readonly Model[],
  measures: readonly DictionaryMeasure[],
): string {
  const given = givenRelations(feeds);
  const lineage = {
    feeds,
    columns: traceColumns(models, given),
    relations: traceRelations(models, given),
  };
  const sections = [
    '# Data dictionary',
    'Written by `npm run dictionary` from the contracts in `feeds/`, the models in `sql/` and the catalogue in `samples/measures/`; do not edit it.',
    '## Feeds',
    'Each feed is read by models as `stg_<feed>`: its columns, and `is_made_up` and `landing_id`.',
    ...[...feeds.values()].map(renderFeed),
    '## Measures',
    'What each measure of the catalogue counts, where that rule comes from, and the models that count it.',
    renderMeasures(measures, models, feeds),
    '## Models',
    HOW_TO_READ,
    ...LAYERS.flatMap((layer) => [
      `## ${LAYER_TITLES[layer]}`,
      ...models.filter((model) => model.layer === layer).map((model) => renderModel(model, lineage)),
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderMeasures(
  measures: readonly DictionaryMeasure[],
  models: readonly Model[],
  feeds: ReadonlyMap<string, Feed>,
): string {
  return tableOf(
    ['measure', 'name', 'rule', 'source of the rule', 'counted by'],
    measures.map(({ measure_code, measure_name, denominator_rule, rule_source, of_measure }) => [
      measure_code,
      measure_name,
      denominator_rule,
      rule_source,
      pathOf(of_measure || measure_code, models, feeds.keys())
        .indicators.map(({ name }) => name)
        .join(', '),
    ]),
  );
}

function renderFeed(feed: Feed): string {
  const scope = {
    everything: 'everything',
    school_year: 'one school year',
    window: 'one window',
    day: 'one day',
    rows: 'rows to add',
  };
  return [
    `### ${feed.name}`,
    `${feed.description} Owner: ${feed.owner}. Key: ${feed.key.join(', ')}. A file stands for: ${scope[feed.scope.kind]}.`,
    tableOf(
      ['field', 'type', 'required', 'sensitivity', 'meaning'],
      feed.fields.map((field) => [
        field.name,
        typeWords(field),
        field.required ? 'yes' : 'no',
        field.sensitivity,
        field.description + (feed.references[field.name] ? ` Refers to ${feed.references[field.name]}.` : ''),
      ]),
    ),
    ...feed.rules.map((rule) => `Rule \`${rule.code}\` over ${rule.fields.join(', ')}: ${rule.hint}.`),
  ].join('\n\n');
}

function typeWords({ type }: Field): string {
  switch (type.kind) {
    case 'choice':
      return `one of ${type.values.join(', ')}`;
    case 'integer':
    case 'number':
      return `${columnType(type)}, ${type.min} to ${type.max}`;
    case 'text':
      return type.patterns.length > 0
        ? `text of the form \`${type.patterns.join('` and `')}\``
        : `text up to ${type.maxLength} characters`;
    default:
      return columnType(type);
  }
}

function renderModel(model: Model, lineage: Lineage): string {
  const key = model.key.length > 0 ? ` Key: ${model.key.join(', ')}.` : '';
  const behind = lineage.relations(model.name).map((relation) => nameOf(relation, lineage.feeds));
  return [
    `### ${model.name}`,
    `${model.description}${key}`,
    model.references.length > 0
      ? `Reads ${model.references.join(', ')}. Depends on ${behind.length > 0 ? behind.join(', ') : 'no feed'}.`
      : 'Reads nothing: its rows are written in the model.',
    tableOf(
      ['column', 'type', 'meaning', 'sensitivity', 'comes from', 'owner', 'most sensitive source'],
      model.columns.map((column) => {
        const sources = lineage
          .columns(model.name, column.name)
          .map((origin) => sourceOf(origin, lineage.feeds));
        return [
          column.name,
          column.type,
          column.description,
          column.sensitivity,
          sources.map(({ name }) => name).join(', ') || 'the rule itself',
          [...new Set(sources.map(({ owner }) => owner))].join('; ') || '–',
          mostSensitive(sources.map(({ sensitivity }) => sensitivity)),
        ];
      }),
    ),
  ].join('\n\n');
}

function nameOf(relation: string, feeds: ReadonlyMap<string, Feed>): string {
  const feed = relation.replace(/^stg_/, '');
  return feeds.has(feed) ? feed : relation;
}

function sourceOf(
  { relation, column }: Origin,
  feeds: ReadonlyMap<string, Feed>,
): { name: string; owner: string; sensitivity: Sensitivity } {
  const name = nameOf(relation, feeds);
  const feed = feeds.get(name);
  const owner = feed?.owner ?? 'the landing';
  if (column === ROWS) {
    const isOfStudents = feed?.fields.some((field) => field.sensitivity === 'identifier');
    return { name: `rows of ${name}`, owner, sensitivity: isOfStudents ? 'personal' : 'plain' };
  }
  const field = feed?.fields.find((candidate) => candidate.name === column);
  return { name: `${name}.${column}`, owner, sensitivity: field?.sensitivity ?? 'plain' };
}

function mostSensitive(found: readonly Sensitivity[]): Sensitivity {
  return (['identifier', 'personal'] as const).find((sensitivity) => found.includes(sensitivity)) ?? 'plain';
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
