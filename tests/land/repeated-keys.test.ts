import { describe, expect, it } from 'vitest';
import { csv, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const [first, second, third] = [studentNumber(1), studentNumber(2), studentNumber(3)];
const idsOf = (...ids: readonly number[]) => ids.map((id) => ({ student_id: String(id) }));

describe('the same key twice in one file', () => {
  it('word for word: the first of them lands', async () => {
    const test = await testWorkspace();
    const content = csv(STUDENTS, student(first), student(second), student(first), student(first));
    const { receipt } = await test.landFile('students.csv', content);
    expect(receipt).toMatchObject({
      records: 4,
      landed: 2,
      quarantined: 2,
      brokenRules: [{ rule: 'duplicate_key', records: 2, firstRecord: 3 }],
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(first, second));
    expect(await test.quarantineOf('students')).toEqual([
      { record: 3n, field: 'student_id', rule: 'duplicate_key', value: String(first) },
      { record: 4n, field: 'student_id', rule: 'duplicate_key', value: String(first) },
    ]);
    await expectOrder(test);
  });

  it('written otherwise and saying the same, it is the same', async () => {
    const test = await testWorkspace();
    const content = csv(
      STUDENTS,
      student(first),
      student(first).replace('true', ' Y').replaceAll('false', '0'),
    );
    await test.landFile('students.csv', content);
    expect(await test.quarantineOf('students')).toMatchObject([{ record: 2n, rule: 'duplicate_key' }]);
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(first));
    await expectOrder(test);
  });

  it('saying different things: none of them lands, and a corrected file puts it right', async () => {
    const test = await testWorkspace();
    const other = student(first).replace('F', 'M');
    await test.landFile(
      'students.csv',
      csv(STUDENTS, student(first), student(second), other, student(first)),
    );
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(second));
    expect(await test.quarantineOf('students')).toEqual(
      [1n, 3n, 4n].map((record) => ({
        record,
        field: 'student_id',
        rule: 'conflicting_key',
        value: String(first),
      })),
    );
    await expectOrder(test);

    await test.landFile('students.csv', csv(STUDENTS, other, student(second)));
    expect(await test.rowsOf('students', 'student_id, sex')).toEqual([
      { student_id: String(first), sex: 'M' },
      { student_id: String(second), sex: 'F' },
    ]);
    expect(await test.quarantineOf('students')).toEqual([]);
    await expectOrder(test);
  });

  it('a record that is wrong by itself repeats nothing', async () => {
    const test = await testWorkspace();
    const content = csv(STUDENTS, student(first).replace('F', 'Q'), student(first), student(second));
    await test.landFile('students.csv', content);
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(first, second));
    expect(await test.quarantineOf('students')).toMatchObject([{ record: 1n, rule: 'not_one_of' }]);
    await expectOrder(test);
  });
});

describe('the same key in two files', () => {
  it('of one scope: the later file replaces all that the earlier one said', async () => {
    const test = await testWorkspace();
    await test.landFile('students_a.csv', csv(STUDENTS, student(first), student(second)));
    await test.landFile('students_b.csv', csv(STUDENTS, student(first).replace('F', 'M'), student(third)));
    expect(await test.rowsOf('students', 'student_id, sex')).toEqual([
      { student_id: String(first), sex: 'M' },
      { student_id: String(third), sex: 'F' },
    ]);
    await expectOrder(test);
  });

  it('of two scopes: each counts for its own', async () => {
    const test = await testWorkspace();
    await test.landFile('students_2024.csv', csv(STUDENTS, student(first, 2024)));
    await test.landFile('students_2025.csv', csv(STUDENTS, student(first, 2025)));
    expect(await test.rowsOf('students', 'school_year')).toEqual([
      { school_year: 2024 },
      { school_year: 2025 },
    ]);
    await expectOrder(test);
  });

  it('of a feed that adds rows: the later row counts, and a row that is left out stays', async () => {
    const test = await testWorkspace();
    await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old'), school('600302', 'Other')));
    await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));
    expect(await schoolNames(test)).toEqual(['New', 'Other']);
    await expectOrder(test);
  });

  it('of a feed that adds rows, the older one judged anew: the later row still counts', async () => {
    const test = await testWorkspace();
    const items = (...codes: readonly string[]) =>
      csv(
        'item_code,kind,statement,sort_order,source,parent_code,same_as,label,unit,direction,baseline,target,start_date,due_date',
        ...codes.map((code) => `${code},goal,Words,1,Board,,,,,,,,,`),
      );
    const readings = (...lines: readonly string[]) =>
      csv('item_code,reading_date,reading,reported_by,note', ...lines.map((line) => `${line},Data,`));
    const old = readings('goal_1,2025-01-31,5', 'goal_2,2025-01-31,6');
    await test.landFile('plan_items.csv', items('goal_1'));
    await test.landFile('plan_readings_1.csv', old);
    await test.landFile('plan_readings_2.csv', readings('goal_1,2025-01-31,50'));
    await test.landFile('plan_items.csv', items('goal_1', 'goal_2'));
    expect(account(await test.landFile('plan_readings_1.csv', old))).toMatchObject({ landed: 2 });
    expect(await staged(test, 'stg_plan_readings', 'item_code, reading')).toEqual([
      { item_code: 'goal_1', reading: 50 },
      { item_code: 'goal_2', reading: 6 },
    ]);
    await expectOrder(test);
  });
});

async function staged(test: Awaited<ReturnType<typeof testWorkspace>>, model: string, columns: string) {
  await test.refresh();
  const engine = await test.workspace.openWarehouse({ readOnly: true });
  const rows = await engine.rows(`select ${columns} from ${model} order by all`);
  await engine.close();
  return rows;
}

async function schoolNames(test: Awaited<ReturnType<typeof testWorkspace>>) {
  return (await staged(test, 'stg_schools', 'school_name')).map((row) => row.school_name);
}
