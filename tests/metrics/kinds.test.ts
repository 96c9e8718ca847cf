import { expect, it, onTestFinished } from 'vitest';
import { indicatorOf, modelsWith, published } from './figures.ts';

const figure = (measure: string, year: number, numerator: number, denominator: number) =>
  `'${measure}', ${year}, 'district', '600LEA', ${numerator}, ${denominator}`;
const measure = (code: string, kind: string, direction: string) =>
  `${code},${code},goal_1,supporting,1,${kind},${direction},school,YEAR,who,test,,,,,`;
const target = (code: string, figure: string, kind = 'target') =>
  [2024, 2025].map((year) => `${code},${year},600LEA,ALL,${kind},${figure},2023-07-01,test`);

it('every kind of figure is compared in the unit of its target; students are still needed for a rate alone', async () => {
  const { ask } = await published(
    {
      measures: [
        measure('acts', 'per_1000', 'lower'),
        measure('feeling', 'average', 'higher'),
        measure('sessions', 'count', 'higher'),
        measure('share', 'rate', 'lower'),
      ],
      targets: [
        ...target('acts', '12.5'),
        ...target('feeling', '3.4'),
        ...target('sessions', '5'),
        ...target('share', '50'),
        // Where it started is no target.
        ...target('feeling', '1', 'baseline'),
      ],
    },
    [],
    onTestFinished,
    await modelsWith(
      'ind_kinds',
      indicatorOf(
        figure('acts', 2024, 25, 2000),
        figure('acts', 2025, 26, 2000),
        figure('feeling', 2024, 34, 10),
        figure('feeling', 2025, 33, 10),
        figure('sessions', 2024, 5, 0),
        figure('sessions', 2025, 4, 0),
        figure('share', 2024, 1, 2),
        figure('share', 2025, 0, 0),
      ),
    ),
  );
  const rows = await ask(
    'select measure_code, school_year, status, denominator, students_needed from fct_measure order by measure_code, school_year',
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['acts', 2024, 'met', 2000n, null],
    ['acts', 2025, 'off_track', 2000n, null],
    ['feeling', 2024, 'met', 10n, null],
    ['feeling', 2025, 'off_track', 10n, null],
    ['sessions', 2024, 'met', 1n, null],
    ['sessions', 2025, 'off_track', 1n, null],
    ['share', 2024, 'met', 2n, 0n],
    ['share', 2025, 'no_data', 0n, null],
  ]);
});

it('a share above 100 % is refused, and nothing of it is published', async () => {
  const rows = { measures: [measure('share', 'rate', 'higher')] };
  const models = await modelsWith('ind_kinds', indicatorOf(figure('share', 2025, 3, 2)));
  await expect(published(rows, [], onTestFinished, models)).rejects.toThrow(
    /met_rates.*numerator <= denominator/,
  );
});
