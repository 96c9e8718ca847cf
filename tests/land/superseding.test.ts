import { describe, expect, it } from 'vitest';
import { land } from '../../functions/land/land.ts';
import { csv, feeds, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';

describe('the same key twice', () => {
  it('word for word in one file: the first lands', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', csv(STUDENTS, student(10001), student(10002), student(10001)));
    expect(await test.rowsOf('students', 'student_id')).toEqual([
      { student_id: '10001' },
      { student_id: '10002' },
    ]);
    expect(await test.quarantineOf('students')).toEqual([
      { record: 3n, field: 'student_id', rule: 'duplicate_key', value: '10001' },
    ]);
  });

  it('saying different things in one file: none of them lands', async () => {
    const test = await testWorkspace();
    const other = student(10001).replace('F', 'M');
    await test.landFile('students.csv', csv(STUDENTS, student(10001), student(10002), other));
    expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: '10002' }]);
    expect((await test.quarantineOf('students')).map(({ record, rule }) => [record, rule])).toEqual([
      [1n, 'conflicting_key'],
      [3n, 'conflicting_key'],
    ]);
  });

  it('in a later file of the same scope: the later one counts', async () => {
    const test = await testWorkspace();
    await test.landFile('students_a.csv', csv(STUDENTS, student(10001), student(10002)));
    await test.landFile('students_b.csv', csv(STUDENTS, student(10001).replace('F', 'M'), student(10003)));
    expect(await test.rowsOf('students', 'student_id, sex')).toEqual([
      { student_id: '10001', sex: 'M' },
      { student_id: '10003', sex: 'F' },
    ]);
  });

  it('in a file of another scope: both count, each for its own', async () => {
    const test = await testWorkspace();
    await test.landFile('students_2024.csv', csv(STUDENTS, student(10001, 2024)));
    await test.landFile('students_2025.csv', csv(STUDENTS, student(10001, 2025)));
    expect(await test.rowsOf('students', 'school_year')).toEqual([
      { school_year: 2024 },
      { school_year: 2025 },
    ]);
  });

  it('in a feed that adds rows: the newest says what the school is called', async () => {
    const test = await testWorkspace();
    await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old'), school('600302', 'Other')));
    await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));
    await test.refresh();
    const engine = await test.workspace.openWarehouse({ readOnly: true });
    const rows = await engine.rows('select school_code, school_name from stg_schools order by school_code');
    await engine.close();
    expect(rows).toEqual([
      { school_code: '600301', school_name: 'New' },
      { school_code: '600302', school_name: 'Other' },
    ]);
  });
});

describe('the same file again', () => {
  it('gives no second row and no second receipt', async () => {
    const test = await testWorkspace();
    const content = csv(STUDENTS, student(10001));
    expect((await test.landFile('students.csv', content)).outcome).toBe('landed');
    const files = await test.files();
    expect((await test.landFile('students.csv', content)).outcome).toBe('landed_before');
    expect(await test.files()).toEqual(files);
  });

  it('at the same time twice: one lands, the other finds it landed', async () => {
    const test = await testWorkspace();
    const path = await test.write(
      'students.csv',
      csv(STUDENTS, ...Array.from({ length: 2000 }, (_, at) => student(10000 + at))),
    );
    const { store, workFolder } = test.workspace;
    const once = () =>
      land({ path, source: 'test', isMadeUp: false }, { store, feeds, workFolder, clock: () => new Date() });
    const outcomes = (await Promise.all([once(), once()])).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(['landed', 'landed_before']);
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(2000);
    expect((await test.files()).filter((file) => file.startsWith('receipts/'))).toHaveLength(1);
  });

  it('counts as the newest when asked to', async () => {
    const test = await testWorkspace();
    const first = csv(STUDENTS, student(10001));
    await test.landFile('students_a.csv', first);
    await test.landFile('students_b.csv', csv(STUDENTS, student(10002)));
    expect((await test.landFile('students_a.csv', first)).outcome).toBe('landed_before');
    expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: '10002' }]);
    expect((await test.landFile('students_a.csv', first, { again: true })).outcome).toBe('landed');
    expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: '10001' }]);
  });
});

describe('a full extract that is suspiciously small', () => {
  const full = csv(STUDENTS, ...Array.from({ length: 10 }, (_, at) => student(10000 + at)));
  const half = csv(STUDENTS, ...Array.from({ length: 5 }, (_, at) => student(10000 + at)));

  it('is held back, and changes nothing', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', full);
    const { outcome, receipt } = await test.landFile('students_half.csv', half);
    expect(outcome).toBe('held');
    expect(receipt).toMatchObject({ reason: 'it has 5 rows where it would replace 10' });
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(10);
  });

  it('lands when someone says yes', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', full);
    expect((await test.landFile('students_half.csv', half, { acceptSmaller: true })).outcome).toBe('landed');
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(5);
  });

  it('does not empty a feed when none of its records can be landed', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', full);
    expect((await test.landFile('students_bad.csv', full.replaceAll('ASIA', 'none'))).outcome).toBe('held');
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(10);
  });
});
