import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../functions/refresh/models.ts';
import { everyAccess, openPublishedTo } from '../../local/published-to.ts';
import { boardOf, readScorecard } from '../../local/scorecard/scorecard.ts';
import { renderTerminal } from '../../local/scorecard/terminal.ts';
import { csv, models, school } from '../fixture-workspace.ts';
import { published } from '../metrics/figures.ts';

const NOW = new Date('2025-09-01T12:00:00Z');
const GRANTS = 'principal,scope_kind,scope_code,detail,sees_district_totals,from_date,to_date';
const GRANTED = [
  'district,district,600LEA,aggregates,true,2025-07-01,',
  'area,performance_area,Elementary 1,aggregates,true,2025-07-01,',
  'area.alone,performance_area,Elementary 1,aggregates,false,2025-07-01,',
  'group,area_group,Elementary,aggregates,false,2025-07-01,',
  'school,school,600302,aggregates,true,2025-07-01,',
  'board,district,600LEA,suppressed_aggregates,true,2025-07-01,',
  'unassigned,performance_area,Unassigned,aggregates,true,2025-07-01,',
  'ended,district,600LEA,student_rows,true,2025-07-01,2025-08-31',
  'later,district,600LEA,student_rows,true,2025-09-02,',
];

const read = (student: number, code: string, level: string) =>
  `2025,EOG,RD,YEAR,${student},${code},03,2025-05-20,RG,${level},`;
const { test } = await published({
  schools: [school('600301', 'Oak'), school('600302', 'Elm'), school('600303', 'Fir')],
  performance_area_assignments: [
    '600301,Elementary 1,Elementary,2024-07-01,',
    '600302,Elementary 2,Elementary,2024-07-01,',
  ],
  assessment_results: [
    read(10001, '600301', 'Level 4'),
    read(10002, '600301', 'Level 3'),
    read(10003, '600302', 'Level 5'),
    read(10004, '600303', 'Level 5'),
  ],
});
const grant = (...grants: readonly string[]) =>
  test.landFile('access_grants.csv', csv(GRANTS, ...grants), { again: true });
await grant(...GRANTED);

async function ask(principal: string, sql: string, of: readonly Model[] = models, now = NOW) {
  const tables = await openPublishedTo(principal, test.workspace, of, now);
  try {
    return await tables.query(sql);
  } finally {
    await tables.close();
  }
}

const FIGURES = `select organisation_code from fct_measure
  where measure_code = 'reading_ccr_3_8' and grade = 'ALL' and subgroup_code = 'ALL' order by organisation_code`;
const seen = async (principal: string, sql = FIGURES) =>
  (await ask(principal, sql)).map(({ organisation_code }) => organisation_code);

describe('a reader sees of what is published what is granted', () => {
  it.each([
    ['district', ['600301', '600302', '600303', '600LEA', 'Elementary 1', 'Elementary 2']],
    ['area', ['600301', '600LEA', 'Elementary 1']],
    ['area.alone', ['600301', 'Elementary 1']],
    ['group', ['600301', '600302', 'Elementary 1', 'Elementary 2']],
    ['school', ['600302', '600LEA']],
  ])('%s', async (principal, codes) => {
    expect(await seen(principal)).toEqual(codes);
    expect(await seen(principal, 'select organisation_code from dim_organisation order by 1')).toEqual(codes);
    expect(await ask(principal, 'select max(publish_id) as last from publishes')).toEqual([{ last: 1n }]);
  });
});

describe('a grant holds', () => {
  it('until midnight in the district of the day on which it ends', async () => {
    await grant(...GRANTED, 'today,district,600LEA,aggregates,true,2025-07-01,2025-09-01');
    const at = async (now: string) => (await ask('today', FIGURES, models, new Date(now))).length;
    expect(await at('2025-09-02T03:59:00Z')).toBe(6);
    expect(await at('2025-09-02T04:01:00Z')).toBe(0);
    await grant(...GRANTED);
  });

  it('until a later file leaves it out, without a refresh', async () => {
    await grant(...GRANTED.filter((line) => !line.startsWith('area,')));
    expect(await seen('area')).toEqual([]);
    await grant(...GRANTED);
    expect(await seen('area')).not.toEqual([]);
  });
});

describe('the scorecard', () => {
  const cardOf = async (principal: string, audience: 'part' | 'nobody') => {
    const tables = await openPublishedTo(principal, test.workspace, models, NOW);
    try {
      return await readScorecard(tables.query, audience);
    } finally {
      await tables.close();
    }
  };
  const readingOf = (card: Awaited<ReturnType<typeof cardOf>>) =>
    boardOf(card).find(({ headline }) => headline?.code === 'reading_ccr_3_8')?.headline;
  const screen = { columns: 100, hasColor: false };

  it('of an area shows it beside the district', async () => {
    const card = await cardOf('area', 'part');
    const reading = readingOf(card);
    expect(
      reading?.figures.map(({ organisationCode, numerator, denominator }) => [
        organisationCode,
        numerator,
        denominator,
      ]),
    ).toEqual([['600LEA', 3, 4]]);
    expect(reading?.own.map(({ name, figure }) => [name, figure.numerator, figure.denominator])).toEqual([
      ['Elementary 1', 1, 2],
    ]);
    const text = renderTerminal(card, screen);
    expect(text).toContain('Charlotte-Mecklenburg Schools · Elementary 1');
    expect(text).toMatch(/Elementary 1 +50\.0 % +no target set/);
    expect(text).not.toContain('Elementary 2');
  });

  it('of a school shows it beside the district', async () => {
    expect(readingOf(await cardOf('school', 'part'))?.own.map(({ name }) => name)).toEqual(['Elm']);
  });

  it('without the totals of the district begins with the own part', async () => {
    const card = await cardOf('group', 'part');
    expect([card.lead.name, card.own.map(({ name }) => name)]).toEqual(['Elementary 1', ['Elementary 2']]);
    const reading = readingOf(card);
    expect(reading?.figures.map(({ organisationCode, numerator }) => [organisationCode, numerator])).toEqual([
      ['Elementary 1', 1],
    ]);
    expect(reading?.own.map(({ name, figure }) => [name, figure.numerator])).toEqual([['Elementary 2', 1]]);
    expect(renderTerminal(card, screen)).toMatch(/^Elementary 1 · Elementary 2\n/);
  });

  it('of nobody says that there is nothing, without an error', async () => {
    expect(renderTerminal(await cardOf('nobody', 'nobody'), screen)).toBe(
      'There is nothing here for you. Whoever needs the figures asks the data strategy team for a grant.\n',
    );
  });
});

describe('on the command line', () => {
  const tower = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['local/tower.ts', ...args, '--workspace', test.workspace.folder], {
      encoding: 'utf8',
    });

  it('access tells what a reader sees and by which grant, and of one without a grant nothing', () => {
    const { status, stdout } = tower('access', '--as', 'area.alone');
    expect(status).toBe(0);
    expect(stdout).toMatch(/performance_area Elementary 1 +aggregates +no +2025-07-01 +–/);
    expect(stdout).toMatch(/fct_measure +performance_area = 'Elementary 1' +none/);
    expect(stdout).toMatch(/fct_landing +closed: needs a grant of detail aggregates for the district/);
    const nobody = tower('access', '--as', 'nobody');
    expect([nobody.status, nobody.stdout]).toEqual([0, 'no grant holds today: every table is closed\n']);
    expect(tower('access', '--as', 'ended').stdout).toBe(nobody.stdout);
  });

  it('show, page and query read as a reader', () => {
    expect(tower('show', '--as', 'area.alone').stdout).toMatch(/^Elementary 1\n/);
    expect(tower('show', '--as', 'nobody')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing here for you'),
    });
    expect(tower('query', '--as', 'nobody', 'select count(*) as figures from fct_measure').stdout).toContain(
      '      0\n',
    );
    expect(tower('query', '--as', 'area', 'select * from met_targets').status).toBe(1);
    const page = join(test.workspace.folder, '..', 'nobody.html');
    expect(tower('page', '--as', 'nobody', '--out', page).status).toBe(0);
  });

  it('access needs a reader', () => {
    expect(tower('access').status).toBe(2);
  });
});

it('the rules of a Trino name the readers whose grants hold, and no other', async () => {
  const accesses = await everyAccess(test.workspace, models, NOW);
  expect(accesses.filter(({ grants }) => grants.length > 0).map(({ principal }) => principal)).toEqual([
    'area',
    'area.alone',
    'board',
    'district',
    'group',
    'school',
  ]);
});
