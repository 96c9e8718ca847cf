import { describe, expect, it, onTestFinished } from 'vitest';
import { scorecardOf } from '../../local/commands/show.ts';
import { pathOf } from '../../local/explain/path.ts';
import { wigsOf } from '../../local/scorecard/plan.ts';
import { feeds, models, school } from '../fixture-workspace.ts';
import { readSample } from '../samples/sample.ts';
import { published } from './figures.ts';

const answer = (
  measure: string,
  window: string,
  who: string,
  question: string,
  day: string,
  points: number,
  isFavorable: boolean | '' = '',
) => `${measure},2025,${window},${who},${question},${day},${points},${isFavorable}`;
const milestone = (measure: string, code: string, done: string, reported: string, year = 2025) =>
  `${year},${measure},${code},Something,2025-04-30,${done},${reported}`;
const request = (year: number, id: string, day: string) => `${year},${id},${day},Communications,`;
const made = (id: string, kind: string, day: string, hours: number | '') =>
  `2025,${id},${kind},${day},${hours}`;
const entry = (directory: string, code: string, day: string, isShared: boolean, strategy = '') =>
  `${directory},${code},Something,Some place,2025,${day},${isShared},${strategy}`;

const { test, ask } = await published({
  schools: [school('600301'), school('600302')],
  data_sessions: [
    // On the last day of the window, and on the seventh day after it: within a week.
    '2025,B1,600301,2024-11-01,2024-11-01',
    '2025,B1,600302,2024-11-01,2024-11-08',
    // On the eighth day, before the window was over, and not at all.
    '2025,B2,600301,2025-01-31,2025-02-08',
    '2025,B2,600302,2025-01-31,2025-01-30',
    '2025,B3,600301,2025-04-30,',
  ],
  survey_answers: [
    answer('specialist_capacity', 'BOY', 'a', 'q1', '2024-08-20', 2),
    answer('specialist_capacity', 'BOY', 'b', 'q1', '2024-08-21', 3),
    answer('specialist_capacity', 'EOY', 'a', 'q1', '2025-05-20', 4),
    answer('specialist_capacity', 'EOY', 'b', 'q1', '2025-05-21', 3),
    // Understanding and execution: both, or it is not met.
    answer('project_management_understanding', 'YEAR', 'c', 'understanding', '2025-05-02', 4, true),
    answer('project_management_understanding', 'YEAR', 'c', 'execution', '2025-05-02', 4, true),
    answer('project_management_understanding', 'YEAR', 'd', 'understanding', '2025-05-02', 4, true),
    answer('project_management_understanding', 'YEAR', 'd', 'execution', '2025-05-02', 2, false),
    answer('coordinator_self_rating', 'YEAR', 'e', 'overall', '2025-06-03', 10),
    answer('coordinator_self_rating', 'YEAR', 'f', 'overall', '2025-06-03', 9),
  ],
  milestones: [
    milestone('sis_transition', 'clean_up', '2025-03-01', '2025-05-01'),
    milestone('sis_transition', 'conversion', '', '2025-05-01'),
    milestone('best_practice_directory', 'directory', '2025-05-01', '2025-06-01'),
    milestone('control_tower', 'first_release', '2025-07-10', '2025-07-10', 2026),
    milestone('area_reports', 'elementary', '2025-06-01', '2025-06-20'),
    milestone('area_reports', 'high', '', '2025-06-20'),
    milestone('research_landscape', 'document', '', '2025-07-02', 2026),
    milestone('research_landscape', 'draft', '2025-05-01', '2025-05-02'),
  ],
  project_tool_use: [
    '2025,atlas,district,Strategy Management,true,2025-05-30',
    '2025,beacon,department,Data Analytics,false,2025-05-30',
  ],
  directory_entries: [
    entry('best_practices', 'p1', '2025-02-01', true),
    entry('best_practices', 'p2', '2025-03-01', false),
    entry('research_projects', 'r1', '2025-03-01', false, 'strategy_ae_1_004'),
    entry('research_projects', 'r2', '2025-04-01', false, 'strategy_ae_1_004'),
    entry('research_projects', 'r3', '2025-04-01', false),
    entry('procedures', 's1', '2025-04-01', false),
  ],
  data_requests: [
    ...['2023-08-01', '2023-12-01', '2024-02-01', '2024-03-31'].map((day, at) =>
      request(2024, `a${at}`, day),
    ),
    // After the day of the year to which the newer year has come.
    request(2024, 'late', '2024-05-15'),
    request(2025, 'b1', '2024-09-01'),
    request(2025, 'b2', '2025-04-01'),
  ],
  deliverables: [
    made('l1', 'recognition_list', '2025-01-10', 24),
    made('l2', 'recognition_list', '2025-01-11', 25),
    made('d1', 'summary_draft', '2025-01-12', 48),
    made('d2', 'summary_draft', '2025-01-13', ''),
    made('s1', 'sofg_report', '2025-01-14', 96),
    made('s2', 'sofg_report', '2025-02-14', 120),
  ],
  assessment_monitoring: [
    '2025,eog,End-of-grade tests,state,2025-05-30,true,true,true',
    '2025,wida,WIDA,federal,2025-03-01,true,true,false',
  ],
  projection_reports: [
    '2025,S1,600301,2025-01-31,true,true',
    '2025,S2,600301,2025-05-31,true,false',
    '2025,S1,600302,2025-01-31,false,false',
    '2025,S2,600302,2025-05-31,true,true',
  ],
  improvement_plans: ['2025,600301,true,true,true,2025-06-10', '2025,600302,true,true,false,2025-06-10'],
  plan_readings: [
    // Older than the figure, newer than the figure, and of its very day.
    'wig_oe_2_004_1,2025-01-31,40,Student Information Systems,',
    'wig_oe_4_002_1,2025-06-02,90,Strategy Management,',
    'wig_federal_state_and_local_testing_2,2025-05-30,88,Testing,',
  ],
});

const line = async (item: string) => {
  const [row] = await ask(
    `select reading, cast(reading_date as varchar) as day, status, reported_by from fct_plan_item where item_code = '${item}'`,
  );
  return `${row?.reading} ${row?.day} ${row?.status}${row?.reported_by ? ` by ${row.reported_by}` : ''}`;
};

describe('the line of a WIG is fed by the measure that serves it', () => {
  it.each([
    ['data sessions within a week', 'wig_ae_1_004_1', '40 2025-04-30 off_track'],
    ['capacity from its baseline', 'wig_ae_1_004_2', '1 2025-05-21 met'],
    ['milestones of the transition', 'wig_oe_2_004_1', '50 2025-05-01 off_track'],
    ['leaders by all their answers', 'wig_oe_4_001_1', '50 2025-05-02 off_track'],
    ['days of a report', 'wig_data_analytics_2', '4.5 2025-02-14 on_track'],
    ['requests up to the same day', 'wig_data_analytics_1', '-50 2025-04-01 met'],
    ['self-rating of coordinators', 'wig_federal_state_and_local_testing_1', '9.5 2025-06-03 on_track'],
    ['projected graduation reports', 'wig_federal_state_and_local_testing_3', '50 2025-05-31 off_track'],
    ['improvement plans', 'wig_school_improvement_and_data_integration_3', '50 2025-06-10 off_track'],
  ])('%s', async (_, item, wanted) => {
    expect(await line(item)).toBe(wanted);
  });

  it.each([
    ['is done when all of it is, without a due date whenever', 'wig_oe_4_003_1', '1 2025-06-01 met'],
    [
      'is done on its last days too, though the school year is the next',
      'wig_oe_5_001_1',
      '1 2025-07-10 met',
    ],
    ['is not done in parts', 'wig_oe_5_002_1', '0 2025-06-20 on_track'],
    ['is no matter of the next school year once it was due', 'wig_oe_5_003_1', '1 2025-05-02 met'],
  ])('a milestone %s', async (_, item, wanted) => {
    expect(await line(item)).toBe(wanted);
  });

  it('of a department that restates another has the same figure', async () => {
    expect(await line('wig_student_information_systems_1')).toBe('50 2025-05-01 off_track');
  });
});

describe('a reading that a department gives', () => {
  it('counts when it is newer than the figure', async () => {
    expect(await line('wig_oe_4_002_1')).toBe('90 2025-06-02 on_track by Strategy Management');
  });

  it('gives way to a figure of its day', async () => {
    expect(await line('wig_federal_state_and_local_testing_2')).toBe('50 2025-05-30 off_track');
  });
});

describe('every WIG of the plan, as its file has them', async () => {
  const wigs = (await readSample('plan/plan_items.csv')).filter(({ kind }) => kind === 'wig');
  const measures = await readSample('measures/measures.csv');
  const onScorecard = wigsOf((await scorecardOf(test.workspace.folder)).plan);

  it('has one line on the scorecard, and there is no other', () => {
    expect(onScorecard.map(({ code }) => code).sort()).toEqual(wigs.map((wig) => `${wig.item_code}`).sort());
  });

  it.each(wigs.map((wig) => [`${wig.item_code}`, wig.same_as || `${wig.item_code}`]))(
    '%s has a measure that feeds can fill, and its line says how it stands',
    (code, stated) => {
      const serving = measures.filter((measure) => measure.goal_code === stated && measure.role === 'goal');
      expect(serving).toHaveLength(1);
      const [{ measure_code = '', of_measure = '' } = {}] = serving;
      expect(pathOf(of_measure || measure_code, models, feeds.keys()).feeds).not.toEqual([]);
      const line = onScorecard.find((wig) => wig.code === code);
      expect(line?.reading).toEqual(expect.any(Number));
      expect(line?.status).toMatch(/^(met|on_track|off_track)$/);
    },
  );
});

it('every WIG has a figure or a reading, and so a status that says more than that there is no data', async () => {
  expect(await ask(`select item_code from fct_plan_item where kind = 'wig' and status = 'no_data'`)).toEqual(
    [],
  );
});

it.each([
  ['recognition lists within 24 hours', 'measure_data_analytics_3', 50],
  ['summary drafts, those still open left out', 'measure_data_analytics_4', 100],
  ['data requests', 'measure_data_analytics_2', 2],
  ['best practices that were shared', 'measure_oe_4_003_1', 1],
  ['strategies with research, each once', 'measure_data_strategy_1', 1],
])('a performance measure of the plan has its reading: %s', async (_, item, reading) => {
  expect(await ask(`select reading from fct_plan_item where item_code = '${item}'`)).toEqual([{ reading }]);
});

it.each([
  ['projects with the tools in use', 'project_tool_use', '1/2'],
  ['research projects of a strategy', 'research_projects_aligned', '2/3'],
  ['procedures listed', 'procedures_listed', '1/1'],
])('a measure has its figure whatever a department says: %s', async (_, measure, wanted) => {
  const [row] = await ask(
    `select numerator, denominator from fct_measure where measure_code = '${measure}' and grade = 'ALL'`,
  );
  expect(`${row?.numerator}/${row?.denominator}`).toBe(wanted);
});

it('a made-up reading gives way to a figure, however new it is', async () => {
  const withMadeUp = await published(
    {
      project_tool_use: ['2025,atlas,district,Strategy Management,true,2025-05-30'],
      plan_readings: ['wig_oe_4_002_1,2025-06-02,90,Strategy Management,'],
    },
    ['plan_readings'],
    onTestFinished,
  );
  expect(
    await withMadeUp.ask(`select reading, is_made_up from fct_plan_item where item_code = 'wig_oe_4_002_1'`),
  ).toEqual([{ reading: 100, is_made_up: false }]);
});
