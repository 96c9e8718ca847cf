import { spawnSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { betweenPublishes, COMPARED } from '../../local/between-publishes.ts';
import { openTables, type ReadOptions } from '../../local/commands/show.ts';
import { csv, school, type TestWorkspace } from '../fixture-workspace.ts';
import { published } from '../metrics/figures.ts';

const RESULTS =
  'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score';

/** Of each school, how many took the test and how many of them met the benchmark. */
type Schools = Readonly<Record<string, readonly [met: number, students: number]>>;

const resultsOf = (schools: Schools): string[] =>
  Object.entries(schools).flatMap(([code, [met, students]]) =>
    Array.from({ length: students }, (_, at) => {
      const level = at < met ? 'Level 4' : 'Level 3';
      return `2025,EOG,RD,YEAR,${code.slice(-1)}${1000 + at},${code},03,2025-05-20,RG,${level},`;
    }),
  );

/** Publishes these states of one school year, one after the other. */
async function publishedInTurn(first: Schools, ...later: readonly Schools[]): Promise<TestWorkspace> {
  const rows = {
    schools: [school('600301'), school('600302'), school('600303')],
    performance_area_assignments: [
      '600301,Elementary 1,Elementary,2024-07-01,',
      '600302,Elementary 2,Elementary,2024-07-01,',
      '600303,Elementary 1,Elementary,2024-07-01,',
    ],
    access_grants: [
      'board,district,600LEA,suppressed_aggregates,true,2025-07-01,',
      'area.two,performance_area,Elementary 2,suppressed_aggregates,false,2025-07-01,',
    ],
    assessment_results: resultsOf(first),
  };
  const { test } = await published(rows, [], onTestFinished);
  for (const [at, state] of later.entries()) {
    await test.landFile(`results_${at}.csv`, csv(RESULTS, ...resultsOf(state)), {
      feed: 'assessment_results',
      again: true,
      acceptSmaller: true,
    });
    expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: at + 2 });
  }
  return test;
}

/** What its reader learns of all grades together, as short lines. */
async function learned(test: TestWorkspace, reading: Omit<ReadOptions, 'workspace'> = {}) {
  const tables = await openTables(test.workspace.folder, { ...reading, versionsOf: [COMPARED] });
  try {
    const { publishes, shownBefore, smallDifferences } = await betweenPublishes(tables, PARAMETERS);
    const isOfReading = ({ figure }: (typeof shownBefore | typeof smallDifferences)[number]) =>
      figure.measure_code === 'reading_ccr_3_8' && figure.grade === 'ALL';
    return {
      publishes,
      before: shownBefore
        .filter(isOfReading)
        .map(
          (row) =>
            `${row.figure.organisation_code}: ${row.shown_before} ${row.band_before ?? row.numerator_before ?? ''} of ${row.denominator_before} in ${row.publish_before}, now ${row.shows}`,
        ),
      differ: smallDifferences
        .filter(isOfReading)
        .map(
          (row) =>
            `${row.what} of ${row.figure.organisation_code}: ${row.count_before} in ${row.publish_before}, ${row.count_after} in ${row.publish_after}`,
        ),
    };
  } finally {
    await tables.close();
  }
}

const NOTHING = { before: [], differ: [] };
const BOTH = { '600301': [10, 30], '600302': [20, 40] } as const;
const ONE_MORE = { ...BOTH, '600302': [21, 41] } as const;

it('one student more between two publishes is seen, with how the student did', async () => {
  const test = await publishedInTurn(BOTH, ONE_MORE);
  expect(await learned(test)).toEqual({
    publishes: 2,
    before: [],
    differ: [
      'denominator of 600LEA: 70 in 1, 71 in 2',
      'numerator of 600LEA: 30 in 1, 31 in 2',
      'denominator of Elementary 2: 40 in 1, 41 in 2',
      'numerator of Elementary 2: 20 in 1, 21 in 2',
      'denominator of 600302: 40 in 1, 41 in 2',
      'numerator of 600302: 20 in 1, 21 in 2',
    ],
  });
});

it('a smallest group more says nothing of fewer, one less does', async () => {
  const more = (students: number) =>
    ({ '600301': [10, 30], '600302': [20 + students, 40 + students] }) as const;
  expect(await learned(await publishedInTurn(BOTH, more(10)))).toEqual({ publishes: 2, ...NOTHING });
  expect((await learned(await publishedInTurn(BOTH, more(9)))).differ).toHaveLength(6);
});

it('a figure that becomes a small group, and one that becomes a band, stay known', async () => {
  const test = await publishedInTurn(
    { '600301': [6, 12], '600302': [20, 40], '600303': [8, 20] },
    { '600301': [4, 9], '600302': [39, 40], '600303': [8, 20] },
  );
  expect((await learned(test)).before).toEqual([
    'Elementary 1: figure 14 of 32 in 1, now size',
    'Elementary 2: figure 20 of 40 in 1, now band',
    '600301: figure 6 of 12 in 1, now nothing',
    '600302: figure 20 of 40 in 1, now band',
    // The size of its area less its own would be the size of the small one.
    '600303: figure 8 of 20 in 1, now nothing',
  ]);
});

it('of several earlier publishes the last that told the most counts', async () => {
  const small = { '600301': [1, 4], '600302': [1, 5] } as const;
  const banded = { '600301': [1, 40], '600302': [1, 50] } as const;
  const told = await learned(await publishedInTurn(BOTH, ONE_MORE, banded, small));
  expect(told.before).toContain('600302: figure 21 of 41 in 2, now nothing');
  expect(told.before).toContain('600301: figure 10 of 30 in 2, now nothing');
});

it('what is hidden and was never shown, or is shown again, is no news', async () => {
  const small = { '600301': [1, 4], '600302': [1, 5] } as const;
  expect(await learned(await publishedInTurn(small, BOTH))).toEqual({ publishes: 2, ...NOTHING });
});

it('publishes are held against each other over those that hide a figure', async () => {
  const small = { '600301': [1, 4], '600302': [1, 5] } as const;
  const { before, differ } = await learned(await publishedInTurn(BOTH, small, ONE_MORE));
  expect(before).toEqual([]);
  expect(differ).toContain('denominator of 600302: 40 in 1, 41 in 3');
  expect(differ).toContain('numerator of 600302: 20 in 1, 21 in 3');
});

it('publishes are held against each other over one that showed something else altogether', async () => {
  const mistaken = { ...BOTH, '600302': [50, 80] } as const;
  const { differ } = await learned(await publishedInTurn(BOTH, mistaken, ONE_MORE));
  expect(differ).toContain('denominator of 600302: 40 in 1, 41 in 3');
  expect(differ).toContain('numerator of 600302: 20 in 1, 21 in 3');
  expect(differ).toHaveLength(6);
});

it('a student who is there again is one difference, and one who is gone too', async () => {
  const test = await publishedInTurn(ONE_MORE, BOTH, ONE_MORE);
  expect((await learned(test)).differ).toEqual([
    'denominator of 600LEA: 71 in 1, 70 in 2',
    'numerator of 600LEA: 31 in 1, 30 in 2',
    'denominator of Elementary 2: 41 in 1, 40 in 2',
    'numerator of Elementary 2: 21 in 1, 20 in 2',
    'denominator of 600302: 41 in 1, 40 in 2',
    'numerator of 600302: 21 in 1, 20 in 2',
  ]);
});

it('a gap that differs by little is no group of students', async () => {
  const engine = await openDuckdb({ path: ':memory:', store: folderStore('.') });
  onTestFinished(() => engine.close());
  const version = (measure: string, numerator: number, from: number, to: number | null) =>
    `('${measure}', 2025, 'YEAR', 'school', '600301', 'ALL', 'ALL', 'computed', 'figure', null, ${numerator}, null, ${from}, ${to})`;
  const rows = ['acts', 'gap'].flatMap((measure) => [
    version(measure, 20, 1, 2),
    version(measure, 23, 2, null),
  ]);
  const planted = `with fct_measure_suppressed_versions as (select * from (values ${rows.join(', ')}) as planted(
      measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source,
      shows, band, numerator, denominator, publish_from, publish_to)),
    dim_measure as (select * from (values ('acts', null), ('gap', 'acts')) as planted(measure_code, of_measure)),
    publishes as (select * from (values (1), (2)) as planted(publish_id))`;
  const query = async (sql: string) =>
    await engine.rows(/^with/.test(sql) ? sql.replace(/^with/, `${planted},`) : `${planted} ${sql}`);
  const { shownBefore, smallDifferences } = await betweenPublishes({ query }, PARAMETERS);
  expect(shownBefore).toEqual([]);
  expect(smallDifferences.map(({ figure }) => figure.measure_code)).toEqual(['acts']);
});

it('nothing is told where nothing changed, and where there is one publish', async () => {
  expect(await learned(await publishedInTurn(BOTH))).toEqual({ publishes: 1, ...NOTHING });
  expect(await learned(await publishedInTurn(BOTH, BOTH))).toMatchObject(NOTHING);
});

it('a reader learns of the own rows alone, and of none where there are none', async () => {
  const test = await publishedInTurn(BOTH, ONE_MORE);
  expect(await learned(test, { as: 'board' })).toEqual(await learned(test));
  expect((await learned(test, { as: 'area.two' })).differ).toEqual([
    'denominator of Elementary 2: 40 in 1, 41 in 2',
    'numerator of Elementary 2: 20 in 1, 21 in 2',
    'denominator of 600302: 40 in 1, 41 in 2',
    'numerator of 600302: 20 in 1, 21 in 2',
  ]);
  expect(await learned(test, { as: 'nobody' })).toEqual({ publishes: 0, ...NOTHING });
});

it('a publish that was not completed tells nothing, and ends nothing', async () => {
  const first = { ...BOTH, '600301': [6, 12] } as const;
  const small = { ...ONE_MORE, '600301': [4, 9] } as const;
  const told = await learned(await publishedInTurn(first, small));
  expect(told.before).not.toEqual([]);
  const test = await publishedInTurn(first, small, { '600301': [8, 20], '600302': [25, 50] });
  expect(await learned(test)).not.toEqual(told);
  const engine = await test.workspace.openWarehouse();
  await engine.rows(`delete from ${engine.curated('publishes')} where publish_id = 3`);
  await engine.close();
  expect(await learned(test)).toEqual(told);
});

it('the audit says it beside what else it found, as a warning', async () => {
  const test = await publishedInTurn(
    { ...BOTH, '600301': [6, 12], '600303': [8, 20] },
    { ...ONE_MORE, '600301': [4, 9], '600303': [8, 20] },
  );
  const audit = (...args: string[]) =>
    spawnSync(process.execPath, ['local/tower.ts', 'audit', ...args, '-w', test.workspace.folder], {
      encoding: 'utf8',
    });
  const { stdout, status } = audit();
  expect(stdout).toContain('What publishes beside each other tell:');
  expect(stdout).toContain(
    '    figure of reading_ccr_3_8 2025 YEAR school 600301 ALL ALL computed: 6 of 12 in publish 1, now nothing\n',
  );
  expect(stdout).toContain(
    '    numerator of reading_ccr_3_8 2025 YEAR school 600302 ALL ALL computed: 20 in publish 1, 21 in 2\n',
  );
  expect(stdout).toMatch(/\nof \d+ figures an earlier publish told more\n/);
  expect(stdout).toMatch(/\n\d+ numerators and denominators differ by fewer than 10 between two publishes\n/);
  expect(status).toBe(0);

  const json = audit('--json', '--as', 'board');
  expect(JSON.parse(json.stdout).betweenPublishes).toMatchObject({
    publishes: 2,
    smallDifferences: expect.arrayContaining([
      expect.objectContaining({ figure: expect.objectContaining({ organisation_code: '600302' }) }),
    ]),
  });
  expect(audit('--as', 'nobody').stdout).toBe('no suppressed figure is published\n');
  const one = await publishedInTurn(BOTH);
  const alone = spawnSync(process.execPath, ['local/tower.ts', 'audit', '-w', one.workspace.folder], {
    encoding: 'utf8',
  });
  expect(alone.stdout).toContain('there is only one publish: nothing to hold it against\n');
});
