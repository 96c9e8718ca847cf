import type { Feed } from '../../feeds/contract/feed.ts';
import { columnType, type Field, type Sensitivity } from '../../feeds/contract/field.ts';
import { type Origin, traceColumns } from '../../functions/refresh/lineage.ts';
import { LAYERS, type Model } from '../../functions/refresh/models.ts';
import { LANDINGS } from '../../functions/refresh/sources.ts';

const LAYER_TITLES = {
  staging: 'Staging: cleaned and joined, one row per key',
  indicators: 'Indicators: one row per thing that counts',
  metrics: 'Metrics: rolled up, with targets and status',
  curated: 'Curated: what people read',
} as const;

/** The data dictionary: every feed and every model, and for each column where it comes from and who answers for it. */
export function renderDictionary(feeds: ReadonlyMap<string, Feed>, models: readonly Model[]): string {
  const given = new Set([LANDINGS, ...[...feeds.keys()].map((name) => `stg_${name}`)]);
  const trace = traceColumns(models, given);
  const sections = [
    '# Data dictionary',
    'Written by `npm run dictionary` from the contracts in `feeds/` and the models in `sql/`; do not edit it.',
    '## Feeds',
    'Each feed is read by models as `stg_<feed>`: its columns, and `is_made_up` and `landing_id`.',
    ...[...feeds.values()].map(renderFeed),
    ...LAYERS.flatMap((layer) => [
      `## ${LAYER_TITLES[layer]}`,
      ...models.filter((model) => model.layer === layer).map((model) => renderModel(model, feeds, trace)),
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
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

function renderModel(
  model: Model,
  feeds: ReadonlyMap<string, Feed>,
  trace: (model: string, column: string) => Origin[],
): string {
  const key = model.key.length > 0 ? ` Key: ${model.key.join(', ')}.` : '';
  return [
    `### ${model.name}`,
    `${model.description}${key} Reads ${model.references.join(', ') || 'nothing'}.`,
    tableOf(
      ['column', 'type', 'meaning', 'comes from', 'owner', 'most sensitive source'],
      model.columns.map((column) => {
        const sources = trace(model.name, column.name).map((origin) => sourceOf(origin, feeds));
        return [
          column.name,
          column.type,
          column.description,
          sources.map(({ name }) => name).join(', ') || 'the rule itself',
          [...new Set(sources.map(({ owner }) => owner))].join(', ') || '–',
          mostSensitive(sources.map(({ sensitivity }) => sensitivity)),
        ];
      }),
    ),
  ].join('\n\n');
}

function sourceOf({ relation, column }: Origin, feeds: ReadonlyMap<string, Feed>) {
  const feed = feeds.get(relation.replace(/^stg_/, ''));
  const field = feed?.fields.find((candidate) => candidate.name === column);
  return {
    name: `${feed?.name ?? relation}.${column}`,
    owner: feed?.owner ?? 'the landing',
    sensitivity: field?.sensitivity ?? ('plain' as const),
  };
}

function mostSensitive(found: readonly Sensitivity[]): Sensitivity {
  return (['identifier', 'personal'] as const).find((sensitivity) => found.includes(sensitivity)) ?? 'plain';
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
