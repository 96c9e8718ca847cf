import { describe, expect, it } from 'vitest';
import { bandOf, readBand } from '../../functions/suppress/bands.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { suppress } from '../../functions/suppress/suppress.ts';
import { cellsOf, verdictOn } from './students.ts';

describe('the rule hides', () => {
  it.each([
    [9, 'nothing'],
    [10, 'figure'],
  ])('of a group of %i students: shows %s', (students, shows) => {
    const cells = cellsOf([{ students, met: 5 }]);
    expect(verdictOn(suppress(cells), { level: 'school', grade: '03' }).shows).toBe(shows);
  });

  it.each([
    [1, 10, '<20'],
    [2, 10, undefined],
    [8, 10, undefined],
    [9, 10, '>80'],
    [1, 20, '<10'],
    [2, 20, undefined],
    [1, 40, '<5'],
    [2, 40, undefined],
    [39, 40, '>95'],
    [19, 380, undefined],
    [18, 380, '<5'],
    [380, 380, '>95'],
  ])('%i of %i students as the band %s', (numerator, denominator, band) => {
    expect(bandOf(numerator, denominator, PARAMETERS)?.text).toBe(band);
  });

  it('a share in a band of which two whole numbers at least are possible, whatever the size of the group', () => {
    for (let size = PARAMETERS.smallestGroup; size < 500; size += 1) {
      for (const numerator of [0, size]) {
        const band = bandOf(numerator, size, PARAMETERS);
        if (!band) throw new Error(`no band for ${numerator} of ${size}`);
        expect(band.highest - band.lowest).toBeGreaterThanOrEqual(PARAMETERS.narrowest.figure);
        expect(readBand(band.text, size)).toEqual(band);
      }
    }
  });

  it('a count of fewer than ten, and shows what it counts otherwise', () => {
    const cells = cellsOf([{ students: 1, met: 7 }], { kind: 'count' });
    expect(verdictOn(suppress(cells), { level: 'school', grade: '03' }).shows).toBe('nothing');
    const more = cellsOf([{ students: 1, met: 17 }], { kind: 'count' });
    expect(verdictOn(suppress(more), { level: 'school', grade: '03' }).shows).toBe('figure');
  });

  it('no outermost share of a figure that is no share of its group', () => {
    const cells = cellsOf([{ students: 100, met: 1 }], { kind: 'per_1000' });
    expect(verdictOn(suppress(cells), { level: 'school', grade: '03' }).shows).toBe('figure');
  });
});

it('a small cell of a table takes the three others of a rectangle with it, and no more', () => {
  const row = (school: string, ...sizes: number[]) =>
    sizes.map((students, at) => ({
      school,
      in: { Race: ['ASIA', 'BLCK', 'WHTE'][at] ?? '' },
      students,
      met: Math.round(students / 3),
    }));
  const cells = cellsOf([...row('S1', 4, 60, 70), ...row('S2', 55, 40, 90), ...row('S3', 80, 65, 35)]);
  const verdicts = suppress(cells.filter(({ grade }) => grade === 'ALL'));
  const hidden = verdicts.filter(({ shows }) => shows === 'nothing');
  expect(hidden.map(({ cell, reason }) => `${cell.organisation} ${cell.subgroup} ${reason}`).sort()).toEqual([
    'S1 ASIA primary',
    'S1 BLCK complementary',
    'S2 ASIA complementary',
    'S2 BLCK complementary',
  ]);
  expect(verdicts.filter(({ shows }) => shows !== 'figure')).toHaveLength(4);
});

it('where two groups of a family are small in the same two schools, nothing else need be hidden', () => {
  const at = (school: string, race: string, students: number) => ({
    school,
    in: { Race: race },
    students,
    met: Math.round(students / 2),
  });
  const cells = cellsOf([
    ...['S1', 'S2'].flatMap((school) => [
      at(school, 'AMIN', 8),
      at(school, 'PACI', 9),
      at(school, 'WHTE', 60),
    ]),
  ]);
  const verdicts = suppress(cells.filter(({ grade }) => grade === 'ALL'));
  expect(verdicts.filter(({ reason }) => reason === 'complementary')).toEqual([]);
});

it('the same cells in another order are judged the same', () => {
  const cells = cellsOf([
    { school: 'S1', in: { Race: 'AMIN' }, students: 4, met: 3 },
    { school: 'S1', in: { Race: 'WHTE' }, students: 90, met: 40 },
    { school: 'S2', in: { Race: 'AMIN' }, students: 30, met: 9 },
    { school: 'S2', in: { Race: 'WHTE' }, students: 50, met: 30 },
  ]);
  const judged = (list: typeof cells) =>
    suppress(list)
      .map(({ cell, shows }) => [cell.level, cell.organisation, cell.grade, cell.subgroup, shows].join(' '))
      .sort();
  expect(judged(cells.toReversed())).toEqual(judged(cells));
});
