import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../local/commands/explain.ts';
import { projectionSum, statusSum } from '../../local/explain/arithmetic.ts';
import { countRows } from '../../local/explain/behind.ts';
import type { Question } from '../../local/explain/explanation.ts';
import type { FigureOf } from '../../local/explain/figure.ts';
import { explanationLines } from '../../local/explain/words.ts';
import { school } from '../fixture-workspace.ts';
import { days, published } from '../metrics/figures.ts';

const sitting = (year: number, window: string, student: number, code: string, level: string) =>
  `${year},DIBELS8,COMPOSITE,${window},${student},${code},KG,${year}-01-20,RG,${level} Benchmark,`;

const { test } = await published(
  {
    schools: [school('600301', 'Oak'), school('600302', 'Elm')],
    performance_area_assignments: [
      '600301,North,Elementary,2020-07-01,',
      '600302,South,Elementary,2020-07-01,',
    ],
    assessment_results: [
      sitting(2024, 'MOY', 10001, '600301', 'Below'),
      sitting(2024, 'MOY', 10002, '600301', 'At'),
      sitting(2024, 'EOY', 10001, '600301', 'At'),
      sitting(2024, 'EOY', 10002, '600301', 'At'),
      sitting(2024, 'EOY', 10003, '600301', 'Below'),
      sitting(2025, 'MOY', 10004, '600301', 'Below'),
      sitting(2025, 'MOY', 10005, '600301', 'At'),
      sitting(2025, 'MOY', 10006, '600301', 'At'),
      sitting(2025, 'MOY', 10007, '600302', 'At'),
    ],
    attendance: days('10004', '600301', '2025-03-03', 'PPPPPPPPPA'),
    targets: ['early_literacy_kg,2025,600301,ALL,target,84,2024-10-22,"Board, 22 Oct 2024"'],
    access_grants: [
      'teacher,school,600301,student_rows,true,2025-07-01,',
      'north,performance_area,North,aggregates,true,2025-07-01,',
      'board,district,600LEA,suppressed_aggregates,true,2025-07-01,',
      'ended,district,600LEA,student_rows,true,2025-07-01,2025-08-31',
    ],
  },
  ['assessment_results'],
);
const { folder } = test.workspace;

const asked = (question: Partial<Question>): Question => ({
  measure: 'early_literacy_kg',
  grade: 'ALL',
  subgroup: 'ALL',
  ...question,
});
const ask = (question: Partial<Question> = {}, as?: string) =>
  explanationOf(asked(question), { workspace: folder, as });
const tower = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['local/tower.ts', 'explain', ...args, '-w', folder],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

describe('a figure is explained', () => {
  it('by its rule, target, sums, rows and files', async () => {
    const explanation = await ask({ school: '600301', year: 2025 });
    expect(explanation).toMatchObject({
      measure: { code: 'early_literacy_kg', direction: 'higher' },
      place: { level: 'school', code: '600301', name: 'Oak' },
      indicators: [{ file: 'sql/indicators/ind_early_literacy.sql' }],
      figures: [
        {
          window: 'MOY',
          origin: 'made up',
          numerator: 2,
          denominator: 3,
          target: { adoptedDate: '2024-10-22', source: 'Board, 22 Oct 2024' },
          projectionSum:
            '83.333 % = 66.667 % (2 of 3) + 66.667 % (2 of 3) in EOY of 2023-24 - 50 % (1 of 2) in MOY of 2023-24',
          statusSum: 'off track: the projection 83.333 % is less than 84 %, higher is better',
          rows: 3,
          students: [],
        },
      ],
      files: [{ feed: 'assessment_results', records: 9, quarantined: 0, isMadeUp: true, source: 'test' }],
    });
    const text = explanation ? explanationLines(explanation, 500).join('\n') : '';
    for (const words of [
      'Oak (600301), 2024-25, MOY, all grades, all students',
      'Kindergarten students with a DIBELS 8 composite in the window',
      'sql/indicators/ind_early_literacy.sql: One row per student assessed',
      'figure        2 of 3, 66.7 %, as of Jan 20, 2025',
      'target        84 %, adopted Oct 22, 2024: Board, 22 Oct 2024',
      'rows          3 students count',
      'assessment_results.csv',
    ])
      expect(text).toContain(words);
  });

  it('of the district, of an area, of a grade and of a window before the annual one', async () => {
    const of = async (question: Partial<Question>) => {
      const { place, figures } = (await ask(question)) ?? {};
      const [{ year, window, denominator, rows } = {}] = figures ?? [];
      return { level: place?.level, year, window, denominator, rows };
    };
    const moy = { year: 2025, window: 'MOY' };
    expect(await of({})).toEqual({ level: 'district', ...moy, denominator: 4, rows: 4 });
    const area = { level: 'performance_area', ...moy, denominator: 1, rows: 1 };
    expect(await of({ area: 'South' })).toEqual(area);
    const before = { level: 'district', year: 2024, denominator: 3, rows: 3 };
    expect(await of({ year: 2024 })).toEqual({ ...before, window: 'EOY' });
    expect(await of({ year: 2024, window: 'MOY' })).toEqual({
      ...before,
      window: 'MOY',
      denominator: 2,
      rows: 2,
    });
    expect(await of({ year: 2024, grade: 'KG' })).toEqual({ ...before, window: 'EOY' });
  });

  it('that counts each level by itself without a number of rows above the school', async () => {
    const rows = async (question: Partial<Question>) =>
      (await ask({ measure: 'chronic_absence', ...question }))?.figures.map((figure) => figure.rows);
    expect(await rows({})).toEqual([undefined]);
    expect(await rows({ school: '600301' })).toEqual([1]);
  });

  it('without rows of students where none are kept: came in counted, of a subgroup, of another measure', async () => {
    const explanation = await ask({ school: '600301', year: 2025 });
    if (!explanation?.figures[0]) throw new Error('no figure');
    const { measure, place, figures } = explanation;
    const rows = (figure: Partial<FigureOf>, of: Partial<typeof measure> = {}) =>
      countRows(async () => [{ rows_counted: 3n }], { ...measure, ...of }, place, {
        ...figures[0],
        ...figure,
      } as FigureOf);
    expect(await rows({})).toBe(3);
    expect(await rows({ source: 'reported' })).toBeUndefined();
    expect(await rows({ subgroup: 'EDS' })).toBeUndefined();
    expect(await rows({}, { ofMeasure: 'another' })).toBeUndefined();
  });

  it('and a measure or place that there is not is an error of usage, with the nearest name', async () => {
    expect(tower('early_literacy_kk')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'tower: there is no measure "early_literacy_kk": did you mean early_literacy_k2?\n',
    });
    expect(tower('early_literacy_kg', '--school', '600311')).toMatchObject({
      status: 2,
      stderr: 'tower: there is no school "600311": did you mean 600301?\n',
    });
    await expect(ask({ area: 'Nort' })).rejects.toThrow('did you mean North?');
    expect(tower('early_literacy_kg', '--year', '1999').status).toBe(2);
    expect(tower('early_literacy_kg', '--year', '2030')).toMatchObject({ status: 0, stdout: 'no figure\n' });
  });
});

describe('to a reader', () => {
  it('with student detail the students of the school are listed', async () => {
    const [figure] = (await ask({ school: '600301', year: 2025 }, 'teacher'))?.figures ?? [];
    expect(figure).toMatchObject({ rows: 3, students: ['10004', '10005', '10006'] });
  });

  it('without it they are counted, and files are not shown', async () => {
    const explanation = await ask({ school: '600301', year: 2025 }, 'north');
    expect(explanation).toMatchObject({ figures: [{ rows: 3, students: [] }], files: [] });
  });

  it('a figure that may not be seen is as one that there is not', async () => {
    for (const [principal, school] of [
      ['north', '600302'],
      ['north', '600999'],
      ['teacher', '600302'],
      ['board', '600301'],
      ['ended', '600301'],
      ['nobody', '600301'],
    ])
      expect(await ask({ school }, principal), `${principal} ${school}`).toBeUndefined();
    const told = { status: 0, stdout: 'no figure\n', stderr: '' };
    expect(tower('early_literacy_kg', '--school', '600302', '--as', 'north')).toEqual(told);
    expect(tower('early_literacy_kg', '--school', '600999', '--as', 'north')).toEqual(told);
  });
});

describe('the sums', () => {
  const FIGURE: FigureOf = {
    year: 2025,
    window: 'YEAR',
    grade: 'ALL',
    subgroup: 'ALL',
    source: 'computed',
    origin: 'real',
    asOfDate: null,
    numerator: 37,
    denominator: 100,
    targetMilli: 37_000,
    status: 'met',
    studentsNeeded: null,
    projectionMilli: null,
  };
  const HIGHER = { kind: 'rate', direction: 'higher', annualWindow: 'YEAR' } as const;

  it.each<[Parameters<typeof statusSum>[0], Partial<FigureOf>, string]>([
    [HIGHER, {}, 'met: 37 x 100 = 3,700 is 37 x 100 = 3,700, higher is better'],
    [
      { ...HIGHER, kind: 'per_1000', direction: 'lower' },
      { numerator: 5, denominator: 800, targetMilli: 4_500, status: 'off_track' },
      'off track: 5 x 1,000 = 5,000 is more than 4.5 x 800 = 3,600, lower is better',
    ],
    [
      { ...HIGHER, kind: 'count' },
      { numerator: 12, denominator: 1, targetMilli: 20_000, status: 'off_track' },
      'off track: 12 is less than 20, higher is better',
    ],
    [HIGHER, { targetMilli: null, status: 'no_target' }, 'no target set'],
    [HIGHER, { numerator: null, status: 'no_data' }, 'no data: the figure is not known'],
    [HIGHER, { denominator: 0, status: 'no_data' }, 'no data: nobody is counted'],
    [
      HIGHER,
      { window: 'MOY', status: 'no_data' },
      'no data: MOY is held against the target by its projection',
    ],
    [
      HIGHER,
      { window: 'MOY', projectionMilli: 37_500, status: 'on_track' },
      'on track: the projection 37.5 % is more than 37 %, higher is better',
    ],
  ])('of a status %#', (measure, figure, words) => {
    expect(statusSum(measure, { ...FIGURE, ...figure })).toBe(words);
  });

  it('of a projection are none at the end of the year, and say what is missing before', () => {
    expect(projectionSum(HIGHER, FIGURE, undefined)).toBeUndefined();
    expect(projectionSum(HIGHER, { ...FIGURE, window: 'MOY' }, undefined)).toBe(
      'none: it takes the figures of MOY and YEAR of 2023-24',
    );
  });
});
