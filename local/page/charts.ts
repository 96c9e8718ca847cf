import { LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { PublishedTarget } from '../scorecard/catalogue.ts';
import { type Figure, quotientOf, valueWords } from '../scorecard/figure.ts';
import type { Measure } from '../scorecard/measures.ts';
import { approximately, countWords, inUnit, targetWords } from '../scorecard/numbers.ts';
import { type Origin, schoolYearWords } from '../scorecard/words.ts';
import { escaped, type Html, trusted } from './html.ts';
import { color } from './palette.ts';

use([LineChart, GridComponent, SVGRenderer]);

interface Size {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** Two drawings of one picture, of which the page shows the one that fits: letters keep their size. */
const SIZES: readonly Size[] = [
  { name: 'wide', width: 600, height: 270, fontSize: 13 },
  { name: 'narrow', width: 340, height: 240, fontSize: 12 },
];

/** The district's figures by year against the published targets; nothing when there is nothing to draw. */
export function trendChart(measure: Measure): Html | null {
  const years = yearsOf(measure);
  if (years.length === 0) return null;
  const label = escaped(trendInWords(measure));
  return trusted(
    SIZES.map((size) => {
      const attributes = `class="trend ${size.name}" role="img" aria-label="${label}"`;
      return draw(optionOf(measure, years, size), size, attributes);
    }).join('\n'),
  );
}

/** What the picture shows, for who cannot see it. */
export function trendInWords(measure: Measure): string {
  const figures = measure.history.map(
    (figure) =>
      `${schoolYearWords(figure.schoolYear)} ${valueWords(measure.kind, figure)} (${figure.origin})`,
  );
  const targets = measure.published.map(
    (target) =>
      `${schoolYearWords(target.schoolYear)} ${targetWords(measure.kind, target.targetMilli)}${target.kind === 'baseline' ? ' (baseline)' : ''}`,
  );
  return [
    `${measure.name} by school year.`,
    figures.length > 0 ? `Figures: ${figures.join(', ')}.` : 'No figures yet.',
    targets.length > 0 ? `Published targets: ${targets.join(', ')}.` : 'No target set.',
  ].join(' ');
}

type Option = ComposeOption<LineSeriesOption>;

function optionOf(measure: Measure, years: readonly number[], size: Size): Option {
  const quiet = { color: color('muted'), fontSize: size.fontSize };
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: {
      left: 8,
      right: 34,
      top: 26,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: years.map((year) =>
        size.name === 'wide' ? schoolYearWords(year) : schoolYearWords(year).slice(2),
      ),
      axisLine: { lineStyle: { color: color('rule') } },
      axisTick: { show: false },
      axisLabel: { ...quiet, interval: 0 },
    },
    yAxis: {
      type: 'value',
      ...rangeOf(measure),
      axisLabel: { ...quiet, formatter: (value: number) => inUnit(measure.kind, countWords(value)) },
      splitLine: { lineStyle: { color: color('rule') } },
    },
    series: [targetSeries(measure, years, size), ...figureSeries(measure, years, size)],
  };
}

function targetSeries(measure: Measure, years: readonly number[], size: Size): LineSeriesOption {
  const byYear = new Map(measure.published.map((target) => [target.schoolYear, target]));
  const last = measure.published.at(-1);
  const shownYear = measure.figures[0]?.schoolYear;
  const isLabelled = (target: PublishedTarget) =>
    target === last || target.kind === 'baseline' || target.schoolYear === shownYear;
  return {
    type: 'line',
    silent: true,
    connectNulls: true,
    symbolSize: 9,
    lineStyle: { color: color('target'), width: 1.5, type: [2, 4] },
    data: years.map((year) => {
      const target = byYear.get(year);
      if (!target) return null;
      const words = targetWords(measure.kind, target.targetMilli);
      return {
        value: target.targetMilli / 1000,
        symbol: target.kind === 'baseline' ? 'rect' : 'diamond',
        itemStyle: { color: color('paper'), borderColor: color('target'), borderWidth: 1.5 },
        label: {
          ...labelStyle(size, 'target'),
          show: isLabelled(target),
          position: 'top',
          formatter: () => (target.kind === 'baseline' ? `baseline\n${words}` : words),
        },
      };
    }),
  };
}

const ORIGIN_LINES: Readonly<Record<Origin, 'solid' | number[]>> = {
  real: 'solid',
  reported: 'solid',
  'made up': [6, 4],
};

/** One line of figures for each source; a made-up one is broken and its points are hollow. */
function figureSeries(measure: Measure, years: readonly number[], size: Size): LineSeriesOption[] {
  const sources = [...new Set(measure.figures.map((figure) => figure.source))];
  return sources.map((source, index) => {
    const figures = drawn(measure).filter((figure) => figure.source === source);
    const byYear = new Map(figures.map((figure) => [figure.schoolYear, figure]));
    const tone = index === 0 ? 'figure' : 'muted';
    const origin = figures.at(-1)?.origin ?? 'real';
    return {
      type: 'line',
      silent: true,
      symbol: 'circle',
      symbolSize: index === 0 ? 10 : 8,
      lineStyle: { color: color(tone), width: index === 0 ? 2.5 : 1.5, type: ORIGIN_LINES[origin] },
      data: years.map((year) => {
        const figure = byYear.get(year);
        if (!figure) return null;
        return {
          value: heightOf(measure, figure),
          itemStyle: {
            color: color(figure.origin === 'made up' ? 'paper' : tone),
            borderColor: color(tone),
            borderWidth: 2,
          },
          label: {
            ...labelStyle(size, tone),
            show: index === 0,
            fontWeight: 'bold',
            position: figure === figures.at(-1) ? 'right' : 'bottom',
            formatter: () => valueWords(measure.kind, figure),
          },
        };
      }),
    };
  });
}

function labelStyle(size: Size, tone: 'figure' | 'muted' | 'target') {
  return {
    color: color(tone),
    fontSize: size.fontSize,
    textBorderColor: color('paper'),
    textBorderWidth: 3,
  };
}

/** The figures that have a place in the picture: a band or what is not shown has none. */
function drawn(measure: Measure): Figure[] {
  return measure.history.filter((figure) => quotientOf(measure.kind, figure) !== null);
}

function yearsOf(measure: Measure): number[] {
  const years = [...drawn(measure), ...measure.published].map((of) => of.schoolYear);
  if (years.length === 0) return [];
  const first = Math.min(...years);
  return Array.from({ length: Math.max(...years) - first + 1 }, (_, index) => first + index);
}

/** Room above and below what is drawn, in round steps, and never beyond what a rate can be. */
function rangeOf(measure: Measure): { min: number; max: number; interval: number } {
  const values = [
    ...drawn(measure).map((figure) => heightOf(measure, figure)),
    ...measure.published.map((target) => target.targetMilli / 1000),
  ];
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  // A rate is never drawn over less than ten points, which would make a small change look large.
  const leastRoom = measure.kind === 'rate' ? (10 - (highest - lowest)) / 2 : Math.max(highest * 0.03, 0.1);
  const room = Math.max((highest - lowest) * 0.15, leastRoom);
  const interval = roundStep((highest - lowest + 2 * room) / 4);
  const lowestLine = Math.floor((lowest - room) / interval) * interval;
  const min = measure.kind === 'points' ? lowestLine : Math.max(0, lowestLine);
  const max = Math.ceil((highest + room) / interval) * interval;
  return { min, max: measure.kind === 'rate' ? Math.min(100, max) : max, interval };
}

/** The first of 1, 2, 5, 10, 20, … that is large enough. */
function roundStep(atLeast: number): number {
  const unit = 10 ** Math.floor(Math.log10(atLeast));
  return unit * ([1, 2, 5].find((times) => times * unit >= atLeast) ?? 10);
}

function heightOf(measure: Measure, figure: Figure): number {
  const quotient = quotientOf(measure.kind, figure);
  return quotient === null ? Number.NaN : approximately(measure.kind, quotient);
}

/** Draws, and leaves only what a still picture inside a page needs: no styles, and no clipping, whose ids would meet another drawing's. */
function draw(option: Option, size: Size, attributes: string): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height: size.height });
  try {
    chart.setOption(option);
    return chart
      .renderToSVGString()
      .replace(/<(style|defs)[\s\S]*?<\/\1>/g, '')
      .replace(/ (class|ecmeta_[a-z_]+|pointer-events|clip-path|xml:space)="[^"]*"/g, '')
      .replace(/<svg [^>]*>/, () => `<svg ${attributes} viewBox="0 0 ${size.width} ${size.height}">`)
      .replace(/\n\s*/g, '');
  } finally {
    chart.dispose();
  }
}
