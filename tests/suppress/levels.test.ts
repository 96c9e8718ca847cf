import { describe, expect, it } from 'vitest';
import { audit } from '../../functions/suppress/audit/audit.ts';
import type { PublishedCell } from '../../functions/suppress/audit/published.ts';
import type { Cell } from '../../functions/suppress/cell.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { suppress } from '../../functions/suppress/suppress.ts';
import { type Alike, cellsOf, found, foundLines, published, solver, verdictOn } from './students.ts';

it('a measure of which each level counts by itself is as safe as one that adds up', () => {
  const students = [
    { school: 'S1', in: { Sex: 'FEM' }, students: 40, met: 12 },
    { school: 'S1', in: { Sex: 'MALE' }, students: 4, met: 2 },
    { school: 'S2', in: { Sex: 'FEM' }, students: 33, met: 15 },
    { school: 'S2', in: { Sex: 'MALE' }, students: 37, met: 10 },
  ];
  const summed = cellsOf(students, { upward: 'each_level' });
  // Two students who changed schools count at both and once in their area.
  const cells = summed.map((cell) =>
    cell.organisation === 'S2' && cell.subgroup !== 'MALE'
      ? { ...cell, denominator: cell.denominator + 2, numerator: (cell.numerator ?? 0) + 1 }
      : cell,
  );
  expect(found(published(cells, false)).length).toBeGreaterThan(0);
  expect(foundLines(published(cells))).toEqual([]);
});

describe('a school that changed its area within the year', () => {
  const at = (school: string, area: string, students: number): Alike[] => [
    { school, area, in: { Race: 'AMIN' }, students: 4, met: 2 },
    { school, area, in: { Race: 'WHTE' }, students, met: 20 },
  ];
  const district = (areaOfSecond: string) =>
    cellsOf([
      ...at('S1', 'A1', 50),
      ...at('S2', areaOfSecond, 45),
      ...at('S3', 'A3', 40),
      ...at('S4', 'A3', 60),
    ]);
  // Who was counted until spring counts in the area in which the school was then.
  const cells = [
    ...district('A2').filter(({ level }) => level !== 'school'),
    ...district('A1').filter(({ level }) => level === 'school'),
  ];

  it('keeps the areas in which it was from being shown, and no other', () => {
    const areas = published(cells).filter(
      ({ level, shows }) => level === 'performance_area' && shows === 'figure',
    );
    expect(new Set(areas.map(({ organisation }) => organisation))).toEqual(new Set(['A3']));
  });

  it('gives nothing away, and does when the rule alone hides', () => {
    expect(foundLines(published(cells, false)).length).toBeGreaterThan(0);
    expect(foundLines(published(cells))).toEqual([]);
  });
});

describe('where each level counts by itself', () => {
  const group = (level: Cell['level'], organisation: string, grade: string, size: number): PublishedCell => ({
    measure: 'absence',
    kind: 'rate',
    upward: 'each_level',
    year: 2025,
    window: 'YEAR',
    level,
    organisation,
    area: organisation === 'S3' ? 'A2' : 'A1',
    grade,
    subgroup: 'ALL',
    family: 'All students',
    source: 'computed',
    shows: 'figure',
    band: null,
    numerator: 6,
    denominator: size,
  });

  it('an area has no fewer than each of its schools, and no more than the district', () => {
    const cells = [
      // Sums are sometimes too small and sometimes too large, so that nothing follows from them.
      ...[group('district', 'D', '03', 52), group('district', 'D', '04', 60)],
      ...[group('performance_area', 'A1', '03', 40), group('performance_area', 'A1', '04', 55)],
      ...[group('performance_area', 'A2', '03', 10), group('performance_area', 'A2', '04', 10)],
      ...[group('school', 'S1', '03', 12), group('school', 'S1', '04', 30)],
      ...[group('school', 'S2', '03', 20), group('school', 'S2', '04', 30)],
      ...[group('school', 'S3', '03', 10), group('school', 'S3', '04', 10)],
    ];
    const hidden = { shows: 'nothing' as const, numerator: null, denominator: null };
    const area = { ...group('performance_area', 'A1', '05', 12), ...hidden };
    const lines = (...more: PublishedCell[]) => foundLines([...cells, area, ...more]);
    expect(lines(group('school', 'S1', '05', 12))).toEqual([]);
    expect(lines(group('district', 'D', '05', 12))).toEqual([]);
    expect(lines(group('school', 'S1', '05', 12), group('district', 'D', '05', 12))).toEqual([
      'size of A1 05 ALL: 12 to 12',
    ]);
  });

  it('someone of no subgroup who counts in an area and in none of its schools hides nothing', () => {
    const cells = cellsOf(
      [
        { school: 'S1', in: { Sex: 'FEM' }, students: 40, met: 12 },
        { school: 'S1', in: { Sex: 'MALE' }, students: 38, met: 14 },
        { school: 'S2', in: { Sex: 'FEM' }, students: 33, met: 15 },
        { school: 'S2', in: { Sex: 'MALE' }, students: 37, met: 10 },
        { school: 'S3', area: 'A2', in: { Sex: 'FEM' }, students: 51, met: 11 },
        { school: 'S3', area: 'A2', in: { Sex: 'MALE' }, students: 47, met: 13 },
      ],
      { upward: 'each_level' },
    ).map((cell) =>
      cell.level !== 'school' && cell.organisation !== 'A2' && cell.subgroup === 'ALL'
        ? { ...cell, denominator: cell.denominator + 1 }
        : cell,
    );
    const shown = published(cells);
    expect(foundLines(shown)).toEqual([]);
    expect(shown.every(({ shows }) => shows === 'figure')).toBe(true);
  });
});

it('readers who find that sums do not hold still trust in what is always so', () => {
  const sums = cellsOf([
    { school: 'S1', in: { Sex: 'FEM' }, students: 40, met: 12 },
    { school: 'S1', in: { Sex: 'MALE' }, students: 38, met: 14 },
    { school: 'S2', in: { Sex: 'FEM' }, students: 3, met: 2 },
    { school: 'S2', in: { Sex: 'MALE' }, students: 37, met: 10 },
    // Of them no subgroup is known.
    { school: 'S2', students: 16, met: 5 },
  ]).filter(({ grade }) => grade === '03');
  const shown = published(sums, false).map((cell) =>
    cell.level !== 'school' && cell.subgroup === 'ALL'
      ? { ...cell, shows: 'nothing' as const, numerator: null, denominator: null }
      : cell,
  );
  // The girls of S2 are 19 by their school, and 3 at most by the district.
  expect(foundLines(shown)).toContain('size of S2 03 FEM: 1 to 3');
});

describe('where days of students are counted', () => {
  const days = (school: string, race: string, students: number, of = 30): Alike & { of: number } => ({
    school,
    in: { Race: race },
    students: students * of,
    met: students * (of - 5),
    of: students,
  });
  const groups = [
    days('S1', 'AMIN', 1),
    days('S1', 'PACI', 1),
    days('S1', 'BLCK', 15),
    days('S1', 'WHTE', 40),
    days('S2', 'AMIN', 12),
    days('S2', 'BLCK', 33),
    days('S2', 'PACI', 14),
    days('S2', 'WHTE', 25),
  ];
  const students = cellsOf(groups.map((group) => ({ ...group, students: group.of })));
  const cells = cellsOf(groups).map((cell, at) => ({ ...cell, students: students[at]?.denominator ?? null }));

  it('a group of fewer than ten students is small, as many as its days are', () => {
    const verdicts = suppress(cells);
    const at = { level: 'school', grade: '03', organisation: 'S1' } as const;
    expect(verdictOn(verdicts, { ...at, subgroup: 'AMIN' })).toMatchObject({
      shows: 'nothing',
      reason: 'primary',
    });
    expect(verdicts.some(({ shows }) => shows === 'figure')).toBe(true);
  });

  it('days are protected to within those of as many students', () => {
    const { narrowest } = PARAMETERS;
    const ofStudents = { size: narrowest.size * 30, figure: narrowest.figure * 5 };
    const { recovered } = audit(published(cells), { ...PARAMETERS, narrowest: ofStudents }, solver);
    // Two groups of a month each would tell that none of them is of three students.
    expect(recovered).toEqual([]);
  });
});
