import { expect, it, onTestFinished } from 'vitest';
import { indicatorOf, modelsWith, published } from './figures.ts';

const figure = (measure: string, met: number, of: number) =>
  `'${measure}', 2025, 'district', '600LEA', ${met}, ${of}`;

/** What a refresh warns of definitions, of figures of measures of the samples. */
async function warningsOf(...figures: readonly string[]) {
  const models = await modelsWith('ind_defined', indicatorOf(...figures));
  const { warnings } = await published({}, [], onTestFinished, models);
  return warnings.filter(({ model }) => model === 'met_definitions').map(({ rows }) => rows);
}

it('figures that keep what definitions say are no matter', async () => {
  const warnings = await warningsOf(
    figure('post_graduation_readiness', 5, 10),
    figure('readiness_college_credit', 5, 10),
    figure('chronic_absence', 4, 10),
    figure('absence_at_risk', 6, 10),
  );
  expect(warnings).toEqual([]);
});

it('a refresh warns where more meet a rule than another allows', async () => {
  const warnings = await warningsOf(
    figure('post_graduation_readiness', 5, 10),
    figure('readiness_college_credit', 6, 10),
    figure('chronic_absence', 4, 10),
    figure('absence_at_risk', 7, 10),
    // Of other students nothing follows.
    figure('readiness_test_benchmark', 9, 11),
  );
  expect(warnings).toEqual([2]);
});
