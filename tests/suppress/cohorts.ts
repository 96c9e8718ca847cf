import fc from 'fast-check';
import type { Cell } from '../../functions/suppress/cell.ts';
import { type Alike, cellsOf } from './students.ts';

/** Students of a cohort: some graduate, and some of these are ready. */
export interface Cohort extends Alike {
  readonly ready: number;
  readonly credit: number;
}

export const graduation = (cohort: readonly Cohort[]) => cellsOf(cohort, { measure: 'graduation' });

export const ofGraduates = (measure: string, cohort: readonly Cohort[], metOf: (of: Cohort) => number) =>
  cellsOf(
    cohort.map((of) => ({ ...of, students: of.met, met: metOf(of) })),
    { measure },
  );

export const ready = (cohort: readonly Cohort[]) => ofGraduates('ready', cohort, (of) => of.ready);
export const credit = (cohort: readonly Cohort[]) => ofGraduates('credit', cohort, (of) => of.credit);

/** Chronic absence, and the days in between, of the same students. */
export const absent = (students: readonly Cohort[]): Cell[][] => [
  cellsOf(students, { measure: 'absent' }),
  cellsOf(
    students.map((of) => ({ ...of, met: Math.min(of.ready, of.students - of.met) })),
    { measure: 'at_risk', apartFrom: 'absent' },
  ),
];

export const group = (race: string, students: number, met: number, ready = 0, credit = 0): Cohort => ({
  in: { Race: race },
  students,
  met,
  ready,
  credit,
});

const AREA_OF = { S1: 'A1', S2: 'A1', S3: 'A2' } as const;

const cohort = fc
  .record({
    school: fc.constantFrom('S1', 'S2', 'S3'),
    race: fc.constantFrom('AMIN', 'BLCK', 'WHTE'),
    economic: fc.constantFrom('EDS', 'NOT_EDS'),
    students: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 90 })),
    graduated: fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(0, 1) },
      { weight: 4, arbitrary: fc.double({ min: 0.2, max: 0.9, noNaN: true }) },
    ),
    ready: fc.double({ min: 0, max: 1, noNaN: true }),
    credit: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ school, race, economic, students, graduated, ready, credit }): Cohort => {
    const met = Math.round(graduated * students);
    return {
      school,
      area: AREA_OF[school],
      in: { Race: race, Economic: economic },
      students,
      met,
      ready: Math.round(ready * met),
      credit: Math.round(credit * met),
    };
  });

export const cohorts = fc.array(cohort, { minLength: 5, maxLength: 20 });
