import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../local/commands/explain.ts';
import { explanationLines } from '../../local/explain/words.ts';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

const member = (cohort: string, student: number, outcome: string, grade = '12', year = 2025, at = '600301') =>
  `${year},${cohort},${student},${at},${grade},${outcome},${year}-06-12`;
const evidence = (student: number, kind: string, code: string, year = 2025) =>
  `${year},${student},${kind},${code},${year}-05-01`;
const indicator = (code: string, kind: string, which: string, atLeast: number, first: number, last = '') =>
  `${code},${code},${kind},${which},${atLeast},${first},${last},test`;

const { ask, test } = await published({
  schools: [school('600301'), school('600302')],
  students: [
    '2023,10005,F,HISP,true,false,false',
    '2024,10005,F,BLCK,false,false,false',
    '2025,10006,M,WHTE,true,false,false',
    // What is recorded after the year is not of it.
    '2026,10006,M,WHTE,false,false,false',
    '2025,10012,F,AMIN,true,false,false',
  ],
  graduation_cohort: [
    member('four_year', 10001, 'graduated'),
    member('four_year', 10002, 'graduated'),
    member('four_year', 10003, 'graduated'),
    member('four_year', 10004, 'not_graduated'),
    member('five_year', 10005, 'graduated', '13'),
    member('five_year', 10006, 'not_graduated', '13'),
    member('projected', 10007, 'on_track', '10'),
    member('projected', 10008, 'off_track', '11'),
    // Grade 9 is not projected yet.
    member('projected', 10009, 'on_track', '09'),
    member('four_year', 10010, 'graduated', '12', 2024),
    member('four_year', 10011, 'graduated', '12', 2023),
    // Nobody of this school graduated.
    member('four_year', 10012, 'not_graduated', '12', 2025, '600302'),
  ],
  readiness_indicators: [
    indicator('act', 'test_benchmark', 'act', 1, 2024),
    indicator('two_credits', 'college_credit', '', 2, 2024),
    indicator('cte', 'cte_pathway', '', 1, 2024),
    // Counts no more for the graduates of 2025.
    indicator('any_credential', 'industry_credential', '', 1, 2024, '2024'),
  ],
  readiness_evidence: [
    // Reached in an earlier year counts, of another test does not.
    evidence(10001, 'test_benchmark', 'act', 2024),
    evidence(10002, 'test_benchmark', 'sat'),
    evidence(10002, 'college_credit', 'eng_111'),
    // An indicator that no longer counts makes no one ready.
    evidence(10002, 'industry_credential', 'osha_10'),
    evidence(10003, 'college_credit', 'eng_111'),
    evidence(10003, 'college_credit', 'mat_143'),
    // Ready, and no graduate.
    evidence(10004, 'cte_pathway', 'welding'),
    evidence(10012, 'cte_pathway', 'welding'),
    evidence(10010, 'industry_credential', 'osha_10', 2024),
    // Reached after the graduate left.
    evidence(10010, 'cte_pathway', 'welding', 2025),
    evidence(10011, 'cte_pathway', 'welding', 2023),
  ],
  targets: ['post_graduation_readiness,2025,600302,ALL,target,74,2025-02-12,test'],
});

const figures = async (measure: string) =>
  (
    await ask(
      `select school_year, grade, numerator, denominator from fct_measure
      where measure_code = '${measure}' and organisation_level = 'district' and subgroup_code = 'ALL' order by school_year, grade`,
    )
  ).map((row) => `${row.school_year} ${row.grade} ${row.numerator}/${row.denominator}`);
const ofAll = async (measure: string) =>
  (await figures(measure)).filter((figure) => figure.includes(' ALL '));

describe('a graduation cohort', () => {
  it('of four years and of five are two figures', async () => {
    expect(await ofAll('graduation_4_year')).toEqual(['2023 ALL 1/1', '2024 ALL 1/1', '2025 ALL 3/5']);
    expect(await ofAll('graduation_5_year')).toEqual(['2025 ALL 1/2']);
  });

  it('counts who left before its year in the subgroups that were recorded last', async () => {
    const rows = await ask(
      `select subgroup_code, numerator, denominator from fct_measure where measure_code = 'graduation_5_year'
      and organisation_level = 'district' and grade = 'ALL' and subgroup_code in ('BLCK', 'HISP', 'WHTE', 'EDS', 'NOT_EDS')
      order by subgroup_code`,
    );
    expect(rows.map((row) => `${row.subgroup_code} ${row.numerator}/${row.denominator}`)).toEqual([
      'BLCK 1/1',
      'EDS 0/1',
      'NOT_EDS 1/1',
      'WHTE 0/1',
    ]);
  });

  it('is projected for grades 10-12, by grade', async () => {
    expect(await figures('graduation_projected')).toEqual(['2025 10 1/1', '2025 11 0/1', '2025 ALL 1/2']);
  });
});

describe('readiness for what comes after graduation', () => {
  it('is one indicator or more, of those who graduated on time, by the list of their year', async () => {
    expect(await ofAll('post_graduation_readiness')).toEqual(['2024 ALL 1/1', '2025 ALL 2/3']);
  });

  it('has no figure for a year for which no indicator is listed', async () => {
    expect((await ofAll('post_graduation_readiness')).filter((figure) => figure.startsWith('2023'))).toEqual(
      [],
    );
  });

  it('is told by kind of indicator too', async () => {
    expect(await ofAll('readiness_test_benchmark')).toEqual(['2024 ALL 0/1', '2025 ALL 1/3']);
    expect(await ofAll('readiness_college_credit')).toEqual(['2024 ALL 0/1', '2025 ALL 1/3']);
    expect(await ofAll('readiness_proficient_or_cte')).toEqual(['2024 ALL 0/1', '2025 ALL 0/3']);
  });

  it('is of nobody where nobody graduated, which misses no target', async () => {
    expect(
      await ask(
        `select numerator, denominator, target_milli, status, students_needed from fct_measure
        where measure_code = 'post_graduation_readiness' and organisation_code = '600302'
        and grade = 'ALL' and subgroup_code = 'ALL'`,
      ),
    ).toEqual([
      { numerator: 0n, denominator: 0n, target_milli: 74000n, status: 'no_data', students_needed: null },
    ]);
  });

  it.each([
    'post_graduation_readiness',
    'readiness_test_benchmark',
    'readiness_college_credit',
    'readiness_proficient_or_cte',
  ])('is of those who met the four-year rate, in every group that has one: %s', async (measure) => {
    const groups = async (code: string, counted: string) =>
      await ask(
        `select school_year, organisation_code, grade, subgroup_code, ${counted} as graduates from fct_measure
        where measure_code = '${code}' and school_year >= 2024 order by all`,
      );
    const graduates = await groups('graduation_4_year', 'numerator');
    expect(graduates).toContainEqual({
      school_year: 2025,
      organisation_code: '600LEA',
      grade: 'ALL',
      subgroup_code: 'AMIN',
      graduates: 0n,
    });
    expect(await groups(measure, 'denominator')).toEqual(graduates);
  });

  it('lists graduates who are not ready, and nobody who did not graduate', async () => {
    expect(
      await ask(
        `select student_id, is_listed from fct_student_indicator
        where measure_code = 'post_graduation_readiness' and school_year = 2025 order by student_id`,
      ),
    ).toEqual([
      { student_id: '10001', is_listed: false },
      { student_id: '10002', is_listed: true },
      { student_id: '10003', is_listed: false },
    ]);
  });

  it('is explained as the figure of nobody where nobody graduated', async () => {
    const explanation = await explanationOf(
      { measure: 'post_graduation_readiness', school: '600302', grade: 'ALL', subgroup: 'ALL' },
      { workspace: test.workspace.folder },
    );
    const lines = explanation ? explanationLines(explanation, 500) : [];
    for (const line of [
      'figure        not known, of nobody, as of Jun 12, 2025',
      'status        no data: nobody is counted',
      'rows          none: nobody is counted',
    ])
      expect(lines).toContain(line);
  });
});
