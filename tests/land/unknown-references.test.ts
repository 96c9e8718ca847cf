import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { csv, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder } from './account.ts';

const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
const areas = csv(AREAS, '600301,North,High,2024-07-01,', '600999,North,High,2024-07-01,');

describe('a code that nothing has', () => {
  it('is quarantined, and the same file lands whole once the school is there', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    const { receipt } = await test.landFile('performance_area_assignments.csv', areas);
    expect(receipt).toMatchObject({ records: 2, landed: 1, quarantined: 1 });
    expect(receipt).toMatchObject({
      brokenRules: [
        { hint: 'names no record of schools; correct it, or land that feed first and then this file again' },
      ],
    });
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([
      { record: 2n, field: 'school_code', rule: 'unknown_reference', value: '600999' },
    ]);
    const again = await test.landFile('performance_area_assignments.csv', areas);
    expect(again.outcome).toBe('landed_before');
    await expectOrder(test);

    await test.landFile('schools_new.csv', csv(SCHOOLS, school('600999')));
    expect(account(await test.landFile('performance_area_assignments.csv', areas))).toEqual({
      outcome: 'landed',
      records: 2,
      landed: 2,
      quarantined: 0,
    });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toEqual([
      { school_code: '600301' },
      { school_code: '600999' },
    ]);
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([]);
    await expectOrder(test);
    expect((await test.landFile('performance_area_assignments.csv', areas)).outcome).toBe('landed_before');
  });

  it('is told once when the code itself is not written as one', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    const bad = csv(
      AREAS,
      '6.00E+05,North,High,2024-07-01,',
      '600301,North,Higher,2024-07-01,',
      '600301,North,High,2024-07-01,',
    );
    await test.landFile('performance_area_assignments.csv', bad);
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([
      { record: 1n, field: 'school_code', rule: 'pattern', value: '6.00E+05' },
      { record: 2n, field: 'area_group', rule: 'not_one_of', value: 'Higher' },
    ]);
    await expectOrder(test);
  });

  it('tells an integer and a text of one record both', async () => {
    const test = await testWorkspace();
    await test.landFile(
      'students.csv',
      csv(
        STUDENTS,
        student(10001),
        student(10002, 1999).replace('ASIA', 'none'),
        student(10003).replace('ASIA', 'none'),
      ),
    );
    const found = (await test.quarantineOf('students')).map(
      ({ record, field, rule }) => `${record} ${field} ${rule}`,
    );
    expect(found.sort()).toEqual(['2 race not_one_of', '2 school_year too_small', '3 race not_one_of']);
  });

  it('is found later in a file that landed before any school', async () => {
    const test = await testWorkspace();
    expect(account(await test.landFile('performance_area_assignments.csv', areas))).toMatchObject({
      landed: 2,
    });
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    const judged = await test.landFile('performance_area_assignments.csv', areas, { acceptSmaller: true });
    expect(account(judged)).toEqual({ outcome: 'landed', records: 2, landed: 1, quarantined: 1 });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toEqual([
      { school_code: '600301' },
    ]);
    await expectOrder(test);
  });

  it('rejects a file of which every record has it', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600111')));
    expect(account(await test.landFile('performance_area_assignments.csv', areas))).toEqual({
      outcome: 'rejected',
      reason: 'none of its records (2) can be landed',
      hint:
        'school_code names no record of schools; correct it, or land that feed first and then this file again ' +
        '(2 records, the first is 1).',
    });
    await expectOrder(test);
  });
});

describe('a target, a measure or a reading that names nothing', () => {
  const TARGETS = 'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source';
  const target = (measure: string) => `${measure},2025,600LEA,ALL,target,37,2024-07-01,Board`;
  const targets = csv(TARGETS, target('reading_ccr_3_8'), target('reading_ccr_3_9'));

  it('each is quarantined', async () => {
    const test = await testWorkspace();
    await test.landFile('plan_items.csv', await readFile('samples/plan/plan_items.csv'));
    const measures = await readFile('samples/measures/measures.csv', 'utf8');
    await test.landFile('measures.csv', measures.replace(',goal_1,', ',goal_7,'));
    await test.landFile('targets.csv', targets);
    const READINGS = 'item_code,reading_date,reading,reported_by,note';
    const reading = (item: string) => `${item},2025-01-31,5,Data,`;
    await test.landFile('plan_readings.csv', csv(READINGS, reading('wig_nothing'), reading('goal_1')));
    expect(await test.quarantineOf('measures')).toEqual([
      { record: 1n, field: 'goal_code', rule: 'unknown_reference', value: 'goal_7' },
    ]);
    expect(await test.quarantineOf('targets')).toEqual([
      { record: 2n, field: 'measure_code', rule: 'unknown_reference', value: 'reading_ccr_3_9' },
    ]);
    expect(await test.quarantineOf('plan_readings')).toEqual([
      { record: 1n, field: 'item_code', rule: 'unknown_reference', value: 'wig_nothing' },
    ]);
    expect(await test.rowsOf('plan_readings', 'item_code')).toEqual([{ item_code: 'goal_1' }]);
    await expectOrder(test);
  });

  it('along a chain: a goal lands, then its measure, then the target of that measure', async () => {
    const test = await testWorkspace();
    const items = (...codes: readonly string[]) =>
      csv(
        'item_code,kind,statement,sort_order,source,parent_code,same_as,label,unit,direction,baseline,target,start_date,due_date',
        ...codes.map((code, at) => `${code},goal,Words,${at + 1},Board,,,,,,,,,`),
      );
    const [header = '', ...lines] = (await readFile('samples/measures/measures.csv', 'utf8')).split('\n');
    const line = (code: string) => lines.find((candidate) => candidate.startsWith(`${code},`)) ?? '';
    const measures = csv(
      header,
      line('reading_ccr_3_8'),
      line('reading_ccr_3_8').replace('3_8', '3_9').replace('goal_2', 'goal_9'),
    );
    await test.landFile('plan_items.csv', items('goal_2'));
    expect(account(await test.landFile('measures.csv', measures))).toMatchObject({
      landed: 1,
      quarantined: 1,
    });
    expect(account(await test.landFile('targets.csv', targets))).toMatchObject({ landed: 1, quarantined: 1 });

    await test.landFile('plan_items.csv', items('goal_2', 'goal_9'));
    expect(account(await test.landFile('measures.csv', measures))).toMatchObject({
      landed: 2,
      quarantined: 0,
    });
    expect(account(await test.landFile('targets.csv', targets))).toMatchObject({ landed: 2, quarantined: 0 });
    expect(await test.rowsOf('targets', 'measure_code')).toEqual([
      { measure_code: 'reading_ccr_3_8' },
      { measure_code: 'reading_ccr_3_9' },
    ]);
    await expectOrder(test);
  });
});
