import { columnOrigins } from '../../functions/refresh/lineage.ts';
import { ALL_INDICATORS, type Model } from '../../functions/refresh/models.ts';
import { SOURCES, type Source } from '../scorecard/words.ts';

/** How a measure's figures come about: the indicators that count it, all models between, and the feeds under them. */
export interface MeasurePath {
  readonly indicators: readonly Model[];
  /** Names of models, and of `stg_<feed>`, that figures of the measure are made through. */
  readonly models: ReadonlySet<string>;
  /** The feeds that its indicators are made of. */
  readonly feeds: readonly string[];
  /** Those that its figures depend on in any way: schools and their areas, subgroups, the catalogue, too. */
  readonly allFeeds: readonly string[];
}

const FIGURES = 'fct_measure';

/**
 * Follows a measure from its figures down to the feeds, through its own indicators alone.
 * @param counted the measure that indicators count: of a gap or a change the one that it is of
 * @param figures the sources of the figures that are followed
 */
export function pathOf(
  counted: string,
  models: readonly Model[],
  feeds: Iterable<string>,
  figures: readonly Source[] = SOURCES,
): MeasurePath {
  const byName = new Map(models.map((model) => [model.name, model]));
  const sources = new Map([...feeds].map((feed) => [`stg_${feed}`, feed]));
  const indicators = indicatorsOf(counted, models, new Set(sources.keys())).filter(({ sql }) =>
    figures.includes(oneOfSources(/'(\w+)' as source\b/.exec(sql)?.[1])),
  );
  const below = (from: readonly string[]): Set<string> => {
    const found = new Set<string>();
    const waiting = [...from];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      const next = name === ALL_INDICATORS ? indicators.map((model) => model.name) : references(name, byName);
      waiting.push(...next);
    }
    return found;
  };
  const feedsOf = (names: ReadonlySet<string>) =>
    [...names].flatMap((name) => sources.get(name) ?? []).toSorted();
  const all = below([FIGURES]);
  return {
    indicators,
    // The union of all indicators changes with each new one, and no other figure with it.
    models: new Set([...all].filter((name) => name !== ALL_INDICATORS)),
    feeds: feedsOf(below(indicators.map(({ name }) => name))),
    allFeeds: feedsOf(all),
  };
}

/** Indicators that name the measure; for a measure that none names, those whose rows say of which they are. */
function indicatorsOf(counted: string, models: readonly Model[], sources: ReadonlySet<string>): Model[] {
  const all = models.filter(({ layer, name }) => layer === 'indicators' && name !== ALL_INDICATORS);
  const naming = all.filter(({ sql }) => sql.includes(`'${counted}'`));
  if (naming.length > 0) return naming;
  const relations = new Map(models.map(({ name, columns }) => [name, new Set(columns.map((c) => c.name))]));
  const isFromRows = (model: Model) =>
    columnOrigins(model, relations)
      .get('measure_code')
      ?.some(({ relation, column }) => column === 'measure_code' && sources.has(relation)) ?? false;
  return all.filter(isFromRows);
}

function oneOfSources(written: string | undefined): Source {
  return SOURCES.find((source) => source === written) ?? 'computed';
}

function references(name: string, byName: ReadonlyMap<string, Model>): readonly string[] {
  return byName.get(name)?.references ?? [];
}
