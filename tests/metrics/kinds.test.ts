import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModels } from '../../functions/refresh/models.ts';
import { openPublished } from '../../local/published.ts';
import { csv, models, testWorkspace } from '../fixture-workspace.ts';

/** Figures that need no student: what they are, what was counted, and out of how many. */
const INDICATOR = `-- One row per made-up figure.
-- Key: measure_code, school_year, organisation_code.
select
    figure.measure_code,
    figure.school_year,
    'YEAR' as window_code,
    date '2025-06-30' as as_of_date,
    'district' as counts_at,
    '600LEA' as organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(figure.numerator as bigint) as numerator,
    cast(figure.denominator as bigint) as denominator,
    'reported' as source,
    true as is_made_up
from (
    values
        ('acts', 2024, 25, 2000),
        ('acts', 2025, 26, 2000),
        ('feeling', 2024, 34, 10),
        ('feeling', 2025, 33, 10),
        ('sessions', 2024, 5, 0),
        ('sessions', 2025, 4, 0),
        ('share', 2024, 1, 2),
        ('share', 2025, 0, 0)
) as figure (measure_code, school_year, numerator, denominator)
`;

const measure = (code: string, kind: string, direction: string) =>
  `${code},${code},goal_1,supporting,1,${kind},${direction},school,YEAR,who,test`;
const target = (code: string, figure: string, kind = 'target') =>
  [2024, 2025].map((year) => `${code},${year},600LEA,ALL,${kind},${figure},2023-07-01,test`);

it('every kind of figure is compared in the unit of its target; students are still needed for a rate alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kinds-'));
  await cp('sql', folder, { recursive: true });
  await writeFile(join(folder, 'indicators', 'ind_kinds.sql'), INDICATOR);
  const withKinds = await readModels(folder);
  await rm(folder, { recursive: true });

  const test = await testWorkspace();
  await test.landPath('samples/plan/plan_items.csv');
  const measures = [
    measure('acts', 'per_1000', 'lower'),
    measure('feeling', 'average', 'higher'),
    measure('sessions', 'count', 'higher'),
    measure('share', 'rate', 'lower'),
  ];
  const header =
    'measure_code,measure_name,goal_code,role,sort_order,kind,direction,counts_upward,annual_window,denominator_rule,rule_source';
  await test.landFile('measures.csv', csv(header, ...measures));
  const targets = [
    ...target('acts', '12.5'),
    ...target('feeling', '3.4'),
    ...target('sessions', '5'),
    ...target('share', '50'),
    // Where it started is no target.
    ...target('feeling', '1', 'baseline'),
  ];
  await test.landFile(
    'targets.csv',
    csv(
      'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source',
      ...targets,
    ),
  );
  expect(await test.refresh({ models: withKinds })).toMatchObject({ outcome: 'published', warnings: [] });

  const published = await openPublished(test.workspace, models);
  const rows = await published.query(
    'select measure_code, school_year, status, denominator, students_needed from fct_measure order by measure_code, school_year',
  );
  await published.close();
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['acts', 2024, 'met', 2000n, null],
    ['acts', 2025, 'off_track', 2000n, null],
    ['feeling', 2024, 'met', 10n, null],
    ['feeling', 2025, 'off_track', 10n, null],
    ['sessions', 2024, 'met', 1n, null],
    ['sessions', 2025, 'off_track', 1n, null],
    ['share', 2024, 'met', 2n, null],
    ['share', 2025, 'no_data', 0n, null],
  ]);
});
