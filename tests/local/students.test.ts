import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { studentsOf, warningsOf } from '../../local/commands/students.ts';
import { school } from '../fixture-workspace.ts';
import { days, published } from '../metrics/figures.ts';

const read = (student: number, code: string, level: string) =>
  `2025,EOG,RD,YEAR,${student},${code},03,2025-05-20,RG,${level},`;

const { test } = await published({
  schools: [school('600301', 'Oak'), school('600302', 'Elm'), school('600303', 'Fir')],
  performance_area_assignments: [
    '600301,North,Elementary,2020-07-01,',
    '600302,South,Elementary,2020-07-01,',
  ],
  enrollments: ['2025,10001,600301,03,2024-08-26,,,,true', '2025,10002,600301,04,2024-08-26,,,,true'],
  assessment_results: [
    read(10003, '600301', 'Not Proficient'),
    read(10001, '600301', 'Level 3'),
    read(10002, '600301', 'Level 4'),
    read(10004, '600302', 'Not Proficient'),
    ...['MOY', 'EOY'].map(
      (window) =>
        `2025,DIBELS8,COMPOSITE,${window},10005,600303,KG,2025-0${window === 'MOY' ? 1 : 5}-20,RG,Below Benchmark,`,
    ),
  ],
  attendance: [
    ...days('10001', '600301', '2025-03-03', 'PPPPPPPPPPA'),
    ...days('10002', '600301', '2025-03-03', 'PPPPPPPPPA'),
  ],
  access_grants: [
    'teacher,school,600301,student_rows,true,2025-07-01,',
    'north,performance_area,North,student_rows,true,2025-07-01,',
    'teacher,school,600303,student_rows,true,2025-07-01,',
    'leader,district,600LEA,aggregates,true,2025-07-01,',
    'ended,district,600LEA,student_rows,true,2025-07-01,2025-08-31',
  ],
});
const { folder } = test.workspace;
const READING = 'Reading: below level 4 in the end-of-grade test, not college and career ready';
const ABSENT = 'Chronically absent: on 10 % or more of the days enrolled';

const list = (measure: string, as: string, school = '600301') =>
  studentsOf(measure, { workspace: folder, as, school, year: 2025 });
const tower = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['local/tower.ts', 'students', ...args, '-w', folder],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

describe('the students on the list of a measure', () => {
  it('are those who do not meet it, with grade and what put them there', async () => {
    const found = await list('reading_ccr_3_8', 'teacher');
    expect(found).toMatchObject({ school: '600301', year: 2025, window: 'YEAR', counted: 3 });
    expect(found?.students).toEqual([
      { student: '10001', grade: '03', 'as of': '2025-05-20', why: READING },
      { student: '10003', grade: '03', 'as of': '2025-05-20', why: READING },
    ]);
    expect(found?.rules.join(' ')).toContain('college and career ready is Level 4 or 5');
  });

  it('are those whom it counts, where lower is better', async () => {
    expect((await list('chronic_absence', 'teacher'))?.students).toEqual([
      { student: '10002', grade: '04', 'as of': '2025-03-12', why: ABSENT },
    ]);
  });

  it('are none where the measure has no list, and that is said', async () => {
    expect(await list('attendance_rate', 'teacher')).toMatchObject({
      listRule: null,
      students: [],
      counted: 2,
    });
    expect(tower('attendance_rate', '--school', '600301', '--as', 'teacher').stdout).toContain(
      '600301, 2024-25, YEAR: the measure has no list of students\n',
    );
  });

  it('are shown through the grants alone', async () => {
    expect((await list('reading_ccr_3_8', 'north'))?.students).toHaveLength(2);
    for (const [principal, school] of [
      ['north', '600302'],
      ['teacher', '600302'],
      ['leader', '600301'],
      ['ended', '600301'],
      ['nobody', '600301'],
      ['teacher', '600999'],
    ])
      expect(
        await list('reading_ccr_3_8', principal ?? '', school),
        `${principal} ${school}`,
      ).toBeUndefined();
  });

  it('are told in the terminal, and where there are none to show in one line', () => {
    const { status, stdout } = tower('reading_ccr_3_8', '--school', '600301', '--as', 'teacher');
    expect(status).toBe(0);
    expect(stdout).toContain('600301, 2024-25, YEAR: 2 students are on the list of the 3 counted');
    expect(stdout).toContain(`10003    03     2025-05-20  ${READING}`);
    const nothing = { status: 0, stdout: 'no students to show\n', stderr: '' };
    expect(tower('reading_ccr_3_8', '--school', '600302', '--as', 'teacher')).toEqual(nothing);
    expect(tower('reading_ccr_3_8', '--school', '600999', '--as', 'teacher')).toEqual(nothing);
    expect(tower('reading_ccr', '--school', '600301', '--as', 'nobody')).toEqual(nothing);
    expect(tower('reading_ccr', '--school', '600301', '--as', 'teacher')).toMatchObject({
      status: 2,
      stderr: 'tower: there is no measure "reading_ccr": did you mean reading_ccr_3_8?\n',
    });
    expect(tower('reading_ccr_3_8', '--school', '600301').status).toBe(2);
  });
});

describe('the early warning list of a school', () => {
  const warnings = (as: string, school = '600301') => warningsOf({ workspace: folder, as, school });

  it('holds everyone on any list with the rule of each, those on the most lists first', async () => {
    const found = await warnings('teacher');
    expect(found).toMatchObject({ school: '600301', year: 2025, counted: 3, listed: 3 });
    expect(found?.warnings.map(({ student, measure, why }) => [student, measure, why])).toEqual([
      ['10001', 'reading_ccr_3_8', READING],
      [
        '10001',
        'absence_at_risk',
        'On the way to chronic absence: absent on 5 % or more and under 10 % of the days enrolled',
      ],
      ['10002', 'chronic_absence', ABSENT],
      ['10003', 'reading_ccr_3_8', READING],
    ]);
  });

  it('says once what a goal and its grade say in the same words', async () => {
    const { warnings: of } = (await warnings('teacher', '600303')) ?? {};
    expect(of?.map(({ student, measure, window }) => [student, measure, window])).toEqual([
      ['10005', 'early_literacy_k2', 'EOY'],
    ]);
  });

  it('is shown through the grants alone', async () => {
    expect(await warnings('north')).toMatchObject({ listed: 3 });
    for (const principal of ['leader', 'ended', 'nobody'])
      expect(await warnings(principal), principal).toBeUndefined();
    expect(await warnings('teacher', '600302')).toBeUndefined();
  });

  it('is told in the terminal without a measure; a window is of one measure', () => {
    const { stdout } = tower('--school', '600301', '--as', 'teacher');
    expect(stdout).toContain(
      'Early warning, 600301, 2024-25: 3 of 3 students are on a list, those on the most lists first',
    );
    expect(stdout).toMatch(/10002 +04 +chronic_absence +YEAR +2025-03-12 +Chronically absent/);
    expect(tower('--school', '600302', '--as', 'teacher').stdout).toBe('no students to show\n');
    expect(tower('--school', '600301', '--as', 'teacher', '--window', 'EOY').status).toBe(2);
  });
});
