import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Inputs } from '../../functions/refresh/inputs.ts';
import { changesOf } from '../../local/commands/changes.ts';
import { differsIn, type Stood } from '../../local/explain/differences.ts';
import { pathOf } from '../../local/explain/path.ts';
import { type Differs, reasonsFor } from '../../local/explain/reasons.ts';
import { csv, feeds, models, school } from '../fixture-workspace.ts';
import { modelsWith, published } from '../metrics/figures.ts';

const BASE: Inputs = {
  fingerprint: 'first',
  day: '2025-09-01',
  models: { ind_reading: 'a', met_counts: 'b', fct_measure: 'c', ind_other: 'd' },
  landings: {
    results: { '2024|EOG': { landingId: 'one', erased: 0 }, '2025|EOG': { landingId: 'two', erased: 0 } },
    targets: { '': { landingId: 'three', erased: 0 } },
    attendance: { '2025-09-01': { landingId: 'four', erased: 0 } },
  },
};
const PATH = {
  models: new Set(['ind_reading', 'met_counts', 'fct_measure']),
  allFeeds: ['results', 'targets'],
};
const FIGURES: Differs = { targets: false, figures: true };
const changed = (part: Partial<Inputs>): Inputs => ({
  ...BASE,
  ...part,
  models: { ...BASE.models, ...part.models },
  landings: { ...BASE.landings, ...part.landings },
});
const results = (landings: Inputs['landings'][string]) => ({
  landings: { results: { ...BASE.landings.results, ...landings } },
});

describe('why figures differ', () => {
  const corrected = results({ '2025|EOG': { landingId: 'five', erased: 0 } });
  const more = results({ '2026|EOG': { landingId: 'five', erased: 0 } });
  const erased = results({ '2025|EOG': { landingId: 'two', erased: 1 } });
  const gone = { landings: { results: { '2024|EOG': { landingId: 'one', erased: 0 } } } };
  const rule = { models: { ind_reading: 'A' } };
  it.each<[string, Differs, Partial<Inputs>, [string, string[]][]]>([
    ['another target', { targets: true, figures: false }, corrected, [['changed target', []]]],
    ['the indicator', FIGURES, rule, [['changed rule', ['ind_reading']]]],
    ['a model between', FIGURES, { models: { met_counts: 'B' } }, [['changed rule', ['met_counts']]]],
    ['a file in place of another', FIGURES, corrected, [['corrected data', ['results']]]],
    ['rows that were erased', FIGURES, erased, [['corrected data', ['results']]]],
    ['a file that counts no more', FIGURES, gone, [['corrected data', ['results']]]],
    ['a file more', FIGURES, more, [['new data', ['results']]]],
    [
      'a file for an old and a new window',
      FIGURES,
      results({ '2025|EOG': { landingId: 'five', erased: 0 }, '2026|EOG': { landingId: 'five', erased: 0 } }),
      [
        ['corrected data', ['results']],
        ['new data', ['results']],
      ],
    ],
    [
      'target, rule and data',
      { targets: true, figures: true },
      { ...rule, ...more },
      [
        ['changed target', []],
        ['changed rule', ['ind_reading']],
        ['new data', ['results']],
      ],
    ],
    ['only the day', FIGURES, { day: '2025-09-02' }, [['a new day', ['2025-09-01 to 2025-09-02']]]],
    ['the day beside other data', FIGURES, { day: '2025-09-02', ...more }, [['new data', ['results']]]],
    [
      'what it is not made of',
      FIGURES,
      {
        models: { ind_other: 'D' },
        landings: { attendance: {}, targets: { '': { landingId: 'six', erased: 0 } } },
      },
      [['not known', ['nothing that they are made from has changed']]],
    ],
  ])('%s', (_, differs, part, reasons) => {
    expect(reasonsFor(differs, PATH, BASE, changed(part))).toEqual(
      reasons.map(([reason, of]) => ({ reason, of })),
    );
  });

  it('another baseline changes a change from the baseline', () => {
    const is = changed({ landings: { targets: { '': { landingId: 'six', erased: 0 } } } });
    expect(reasonsFor(FIGURES, PATH, BASE, is, true)).toEqual([
      { reason: 'corrected data', of: ['targets'] },
    ]);
  });

  it('is not known where it was not kept', () => {
    expect(reasonsFor(FIGURES, PATH, undefined, BASE)).toEqual([
      { reason: 'not known', of: ['what they were made from was not kept'] },
    ]);
  });
});

describe('what differs in the figures of a measure', () => {
  const stood = (part: Partial<Stood>): Stood => ({
    numerator: 1,
    denominator: 2,
    targetMilli: 40_000,
    status: 'met',
    ...part,
  });
  it.each<[string, Stood | null, Differs]>([
    [
      'another target, and what follows',
      stood({ targetMilli: 60_000, status: 'off_track' }),
      { targets: true, figures: false },
    ],
    ['a first target', stood({ targetMilli: null, status: 'no_target' }), { targets: true, figures: false }],
    ['another count', stood({ numerator: 2 }), { targets: false, figures: true }],
    [
      'another count and target',
      stood({ numerator: 2, targetMilli: 60_000 }),
      { targets: true, figures: true },
    ],
    ['a status alone', stood({ status: 'off_track' }), { targets: false, figures: true }],
    ['a figure that is there no more', null, { targets: false, figures: true }],
  ])('%s', (_, is, differs) => {
    const difference = { measureCode: 'reading', level: 'district', place: '600LEA', was: stood({}), is };
    expect(differsIn([difference])).toEqual(differs);
  });
});

describe('the path of a measure', () => {
  it('leads through its own indicators alone, to their feeds and to those of the roll-up', () => {
    const path = pathOf('chronic_absence', models, feeds.keys());
    expect(path.indicators.map(({ name }) => name)).toEqual(['ind_chronic_absence']);
    expect(path.feeds).toEqual(['attendance', 'enrollments', 'performance_area_assignments']);
    expect(path.allFeeds).toEqual(expect.arrayContaining(['measures', 'schools', 'students', 'targets']));
    expect(path.allFeeds).not.toContain('assessment_results');
    expect([...path.models]).toEqual(
      expect.arrayContaining(['stg_student_level_days', 'met_measure_counts']),
    );
    expect([...path.models]).not.toContain('all_indicators');
  });

  it('that no indicator names leads through those whose rows name their measure', () => {
    const { indicators } = pathOf('coordinator_self_rating', models, feeds.keys());
    expect(indicators.map(({ name }) => name)).toEqual(['ind_milestones', 'ind_survey_answers']);
  });
});

const RESULTS =
  'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score';
const TARGETS = 'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source';
const read = (student: number, level: string, year = 2025) =>
  `${year},EOG,RD,YEAR,${student},600301,03,${year}-05-20,RG,Level ${level},`;
const target = (goal: number) => `reading_ccr_3_8,2025,600LEA,ALL,target,${goal},2024-08-13,Board`;

async function district() {
  const { test } = await published(
    {
      schools: [school('600301', 'Oak')],
      assessment_results: [read(10001, '4'), read(10002, '3')],
      targets: [target(40)],
    },
    [],
    onTestFinished,
  );
  return test;
}

async function says(folder: string, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['local/tower.ts', 'changes', ...args, '-w', folder],
    { encoding: 'utf8' },
  );
  return { stdout, stderr, status };
}

describe('what changed between two publishes', () => {
  it('is told by measure, with the reasons', async () => {
    const test = await district();
    expect(await changesOf(test.workspace)).toBeUndefined();

    await test.landFile('corrected.csv', csv(RESULTS, read(10001, '4'), read(10002, '4')), {
      feed: 'assessment_results',
    });
    expect(await test.refresh()).toMatchObject({ publishId: 2 });
    const corrected = await changesOf(test.workspace);
    expect(corrected).toMatchObject({ from: { id: 1 }, to: { id: 2 } });
    const reading = corrected?.measures.find(({ measureCode }) => measureCode === 'reading_ccr_3_8');
    expect(reading?.reasons).toEqual([{ reason: 'corrected data', of: ['assessment_results'] }]);
    expect(reading?.differences).toContainEqual({
      measureCode: 'reading_ccr_3_8',
      level: 'district',
      place: '600LEA 2025 YEAR computed',
      was: { numerator: 1, denominator: 2, targetMilli: 40000, status: 'met' },
      is: { numerator: 2, denominator: 2, targetMilli: 40000, status: 'met' },
    });

    await test.landFile('new_target.csv', csv(TARGETS, target(100)), { feed: 'targets' });
    await test.landFile('year_after.csv', csv(RESULTS, read(10001, '4', 2026)), {
      feed: 'assessment_results',
    });
    expect(await test.refresh()).toMatchObject({ publishId: 3 });
    const next = await changesOf(test.workspace);
    expect(next?.measures.find(({ measureCode }) => measureCode === 'reading_ccr_3_8')?.reasons).toEqual([
      { reason: 'changed target', of: [] },
      { reason: 'new data', of: ['assessment_results'] },
    ]);
    expect((await changesOf(test.workspace, 1, 2))?.measures).toEqual(corrected?.measures);

    const { folder } = test.workspace;
    expect((await says(folder, '--from', '1', '--to', '2')).stdout).toContain(`reading_ccr_3_8: `);
    expect((await says(folder, '--from', '1')).stdout).toContain(
      '600LEA 2025 YEAR computed: 1 of 2, target 40 (met) -> 2 of 2, target 100 (met)',
    );
    expect(await says(folder, '--to', '9')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'tower: there is no publish 9: there are 1, 2, 3\n',
    });
    expect((await says(folder, '--from', '3', '--to', '2')).stderr).toContain('publish 3 is not before 2');
  });

  it('names the rule that changed, where the rows are the same', async () => {
    const test = await district();
    const rule = await readFile('sql/indicators/ind_reading_ccr.sql', 'utf8');
    const wider = rule.replaceAll("'Level 4'", "'Level 3', 'Level 4'");
    expect(wider).not.toBe(rule);
    await test.refresh({ models: await modelsWith('ind_reading_ccr', wider) });

    const changes = await changesOf(test.workspace);
    expect(changes?.measures.map(({ measureCode }) => measureCode)).toEqual(['reading_ccr_3_8']);
    expect(changes?.measures[0]?.reasons).toEqual([{ reason: 'changed rule', of: ['ind_reading_ccr'] }]);
    const { stdout } = await says(test.workspace.folder);
    expect(stdout).toContain('because of changed rule: ind_reading_ccr');
    expect(stdout).toContain('600LEA 2025 YEAR computed: 1 of 2, target 40 (met) -> 2 of 2, target 40 (met)');
  });

  it('is nothing where a file came again as it was', async () => {
    const test = await district();
    await test.landFile('again.csv', csv(RESULTS, read(10001, '4'), read(10002, '3')), {
      feed: 'assessment_results',
    });
    await test.refresh();
    expect((await changesOf(test.workspace))?.measures ?? []).toEqual([]);
  });
});
