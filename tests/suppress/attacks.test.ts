import { describe, expect, it } from 'vitest';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { suppress } from '../../functions/suppress/suppress.ts';
import { type Alike, cellsOf, found, foundLines, published, verdictOn } from './students.ts';

const sex = (students: number, met: number, of: string): Alike => ({ in: { Sex: of }, students, met });

/** What one attack finds when nothing but the small groups is hidden, and that it finds nothing otherwise. */
function expectAttack(students: readonly Alike[], finds: string): void {
  const cells = cellsOf(students);
  expect(foundLines(published(cells, false))).toContain(finds);
  const shown = published(cells);
  expect(foundLines(shown)).toEqual([]);
  // Hiding everything would be no art.
  expect(shown.filter(({ shows }) => shows === 'figure').length).toBeGreaterThan(0);
}

describe('what is hidden cannot be found', () => {
  it('by taking the other subgroups from all students', () => {
    expectAttack([sex(40, 12, 'FEM'), sex(4, 1, 'MALE')], 'size of S1 03 MALE: 4 to 4');
  });

  it('by taking the other schools from their area', () => {
    const students = [
      { school: 'S1', in: { Race: 'AMIN' }, students: 4, met: 3 },
      { school: 'S1', in: { Race: 'HISP' }, students: 5, met: 2 },
      { school: 'S1', in: { Race: 'WHTE' }, students: 90, met: 40 },
      { school: 'S2', in: { Race: 'AMIN' }, students: 30, met: 9 },
      { school: 'S2', in: { Race: 'HISP' }, students: 60, met: 19 },
      { school: 'S2', in: { Race: 'WHTE' }, students: 50, met: 30 },
    ];
    expectAttack(students, 'size of S1 ALL AMIN: 4 to 4');
  });

  it('by taking the other areas from the district', () => {
    const students = [
      { school: 'S1', area: 'A1', in: { Race: 'AMIN' }, students: 4, met: 3 },
      { school: 'S1', area: 'A1', in: { Race: 'WHTE' }, students: 90, met: 40 },
      { school: 'S2', area: 'A2', in: { Race: 'AMIN' }, students: 30, met: 9 },
      { school: 'S2', area: 'A2', in: { Race: 'WHTE' }, students: 50, met: 30 },
    ];
    expectAttack(students, 'met of A1 03 AMIN: 3 to 3');
  });

  it('by taking the other grades from all grades', () => {
    const students = [
      { grade: '03', in: { Race: 'AMIN' }, students: 4, met: 3 },
      { grade: '04', in: { Race: 'AMIN' }, students: 14, met: 6 },
      { grade: '03', in: { Race: 'HISP' }, students: 6, met: 3 },
      { grade: '04', in: { Race: 'HISP' }, students: 24, met: 6 },
      { grade: '03', in: { Race: 'WHTE' }, students: 90, met: 40 },
      { grade: '04', in: { Race: 'WHTE' }, students: 80, met: 30 },
    ];
    expectAttack(students, 'size of S1 03 AMIN: 4 to 4');
  });

  it('as the students of a yes or no who did not say yes', () => {
    expectAttack(
      [
        { in: { Economic: 'EDS' }, students: 120, met: 60 },
        { in: { Economic: 'NOT_EDS' }, students: 3, met: 3 },
      ],
      'missed of S1 ALL NOT_EDS: 0 to 0',
    );
  });

  it('as a group that no row names', () => {
    const cells = cellsOf([
      { in: { Economic: 'EDS' }, students: 120, met: 60 },
      { in: { Economic: 'NOT_EDS' }, students: 3, met: 3 },
    ]).filter(({ subgroup }) => subgroup !== 'NOT_EDS');
    expect(foundLines(published(cells, false))).toContain('group left over of S1 03 ALL: 3 to 3');
    expect(foundLines(published(cells))).toEqual([]);
  });

  it('in another measure that is made of one of the grades', () => {
    const students = (met: number) => [
      { grade: 'KG', in: { Sex: 'FEM' }, students: 40, met },
      { grade: 'KG', in: { Sex: 'MALE' }, students: 6, met: 4 },
      { grade: '01', in: { Sex: 'FEM' }, students: 35, met: 11 },
      { grade: '01', in: { Sex: 'MALE' }, students: 38, met: 14 },
      { grade: 'KG', school: 'S2', in: { Sex: 'FEM' }, students: 30, met: 12 },
      { grade: 'KG', school: 'S2', in: { Sex: 'MALE' }, students: 25, met: 9 },
    ];
    const all = cellsOf(students(20), { measure: 'literacy' });
    const part = cellsOf(
      students(20).filter(({ grade }) => grade === 'KG'),
      { measure: 'literacy_kg' },
    );
    const apart = [...published(all), ...published(part, false)];
    expect(foundLines(apart)).toContain('size of S1 KG FEM: 40 to 40');
    expect(foundLines(published([...all, ...part]))).toEqual([]);
  });

  it('but not in another measure that has one figure alike by chance', () => {
    const ofMeasure = (measure: string) =>
      published(
        cellsOf(
          [
            { in: { Sex: 'FEM' }, students: 40, met: 20 },
            { in: { Sex: 'MALE' }, students: 30, met: 12 },
          ],
          { measure },
        ),
      ).filter(({ subgroup }) => subgroup !== 'ALL');
    const hidden = ofMeasure('numeracy').map((cell) =>
      cell.subgroup === 'MALE' ? { ...cell, shows: 'size' as const, numerator: null } : cell,
    );
    expect(foundLines([...ofMeasure('literacy'), ...hidden])).toEqual([]);
  });

  it('as the rest of a subgroup beside a pair of subgroups', () => {
    const pairs = [
      ['BLCK', 'EDS', 40, 18],
      ['BLCK', 'NOT_EDS', 6, 2],
      ['WHTE', 'EDS', 31, 12],
      ['WHTE', 'NOT_EDS', 7, 3],
    ] as const;
    const students = pairs.map(([race, eds, size, met]) => ({
      in: { Race: race, Economic: eds, 'Race by Economic': `${race}*${eds}` },
      students: size,
      met,
    }));
    expectAttack(students, 'size of S1 03 BLCK*NOT_EDS: 6 to 6');
  });

  it('because hidden groups together have hardly more students than there are groups', () => {
    const students = [
      { in: { Race: 'AMIN' }, students: 1, met: 0 },
      { in: { Race: 'ASIA' }, students: 1, met: 1 },
      { in: { Race: 'PACI' }, students: 2, met: 1 },
      { in: { Race: 'WHTE' }, students: 90, met: 40 },
    ];
    expectAttack(students, 'size of S1 03 AMIN: 1 to 2');
  });

  it('because nobody in any of the hidden groups met the rule', () => {
    const students = [
      { in: { Race: 'AMIN' }, students: 5, met: 0 },
      { in: { Race: 'ASIA' }, students: 6, met: 0 },
      { in: { Race: 'PACI' }, students: 7, met: 0 },
      { in: { Race: 'WHTE' }, students: 90, met: 40 },
    ];
    expectAttack(students, 'met of S1 03 AMIN: 0 to 0');
  });

  it('within a band, by taking the other subgroups from all students', () => {
    expectAttack([sex(100, 30, 'FEM'), sex(100, 3, 'MALE')], 'met of S1 03 MALE: 3 to 3');
  });

  it('within a band so narrow that it holds one whole number', () => {
    const verdicts = suppress(cellsOf([sex(10, 0, 'FEM'), sex(12, 6, 'MALE')]), { isComplementary: false });
    const { shows, band } = verdictOn(verdicts, { level: 'school', grade: '03', subgroup: 'FEM' });
    // Below 5 % of ten students would be nobody.
    expect([shows, band]).toEqual(['band', '<20']);
  });
});

describe('students of whom a trait is not known', () => {
  const students = [sex(40, 12, 'FEM'), sex(38, 14, 'MALE'), { students: 3, met: 1 }];

  it('are no group where every group has a row, and nothing is hidden', () => {
    const shown = published(cellsOf(students));
    expect(shown.every(({ shows }) => shows === 'figure')).toBe(true);
    expect(foundLines(shown)).toEqual([]);
  });

  it('can be those of a row that was left out, in a file that was handed in', () => {
    const cells = cellsOf(students, { source: 'reported' });
    expect(foundLines(published(cells, false))).toContain('group left over of S1 03 ALL: 3 to 3');
    expect(foundLines(published(cells))).toEqual([]);
  });

  it('are not taken to be anyone in a proof', () => {
    const cells = cellsOf([...students, { in: { Sex: 'NB' }, students: 4, met: 2 }]);
    // Readers who take the three for none find seven.
    expect(foundLines(published(cells, false))).toContain('size of S1 03 NB: 7 to 7');
    expect(foundLines(published(cells))).toEqual([]);
  });
});

it('what is hidden of a figure that was computed is hidden of the same figure that was reported', () => {
  const computed = cellsOf([sex(40, 12, 'FEM'), sex(4, 1, 'MALE')]);
  // Nothing in the reported table itself would hide it.
  const reported = cellsOf([sex(40, 12, 'FEM')], { source: 'reported' });
  const at = { level: 'school', grade: '03', subgroup: 'FEM' } as const;
  expect(verdictOn(suppress(reported), at).shows).toBe('figure');
  const verdicts = suppress([...reported, ...computed]);
  expect(verdictOn(verdicts, { ...at, source: 'computed' }).shows).toBe('nothing');
  expect(verdictOn(verdicts, { ...at, source: 'reported' }).shows).toBe('nothing');
});

it('nothing is shown again of which less could be told than is asked', () => {
  const in03 = { grade: '03', students: 10, met: 0 };
  const cells = cellsOf([
    { ...in03, school: 'S1', in: { Race: 'AMIN', Economic: 'EDS' } },
    { ...in03, school: 'S1', in: { Race: 'AMIN', Economic: 'NOT_EDS' } },
    { ...in03, school: 'S2', in: { Race: 'AMIN', Economic: 'EDS' } },
    { school: 'S1', grade: '04', in: { Race: 'WHTE', Economic: 'EDS' }, students: 1, met: 0 },
  ]);
  // Of 10 students of whom none met the rule, a band below 20 % tells that it is 0 or 1.
  const wide = { ...PARAMETERS, narrowest: { ...PARAMETERS.narrowest, figure: 4 } };
  expect(found(published(cells, false, wide), wide)).not.toEqual([]);
  expect(found(published(cells, true, wide), wide)).toEqual([]);
});
