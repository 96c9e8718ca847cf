import { GRADES } from '../../feeds/contract/vocabulary.ts';

type Grade = (typeof GRADES)[number];

export interface MadeUpSchool {
  readonly code: string;
  readonly name: string;
  readonly level: 'elementary' | 'middle' | 'k8' | 'high' | 'secondary';
  readonly lowest: Grade;
  readonly highest: Grade;
  readonly area: string;
  readonly group: 'Elementary' | 'Middle' | 'K-8' | 'High';
  /** Seats in each grade, for the share of the neighbourhoods that the school serves. */
  readonly seats: number;
}

interface Kind extends Pick<MadeUpSchool, 'level' | 'lowest' | 'highest' | 'group' | 'seats'> {
  readonly name: string;
  /** How many of the district's 186 schools are of this kind. */
  readonly of186: number;
}

const ELEMENTARY = { name: 'Elementary', level: 'elementary', group: 'Elementary', seats: 95 } as const;
const HIGH = { level: 'high', group: 'High' } as const;

// 146 schools for the grades up to 8, 32 high, 6 from 6 to 12, 2 primaries: offered grades of 2024-25 in the CCD.
const KINDS: readonly Kind[] = [
  { ...ELEMENTARY, lowest: 'KG', highest: '05', of186: 62 },
  { ...ELEMENTARY, lowest: 'PK', highest: '05', of186: 32 },
  { ...ELEMENTARY, name: 'Primary', lowest: 'PK', highest: '02', of186: 2 },
  { ...ELEMENTARY, name: 'Intermediate', lowest: '03', highest: '05', of186: 2 },
  { name: 'K-8 School', level: 'k8', lowest: 'KG', highest: '08', group: 'K-8', of186: 20, seats: 75 },
  { name: 'Middle', level: 'middle', lowest: '06', highest: '08', group: 'Middle', of186: 30, seats: 285 },
  { ...HIGH, name: 'High', lowest: '09', highest: '12', of186: 25, seats: 385 },
  { ...HIGH, name: 'Early College', lowest: '09', highest: '13', of186: 7, seats: 75 },
  { name: 'Secondary', level: 'secondary', lowest: '06', highest: '12', group: 'High', of186: 6, seats: 100 },
];

const AREAS = { Elementary: 6, Middle: 2, 'K-8': 1, High: 2 } as const;
const SCHOOLS = 186;
const STUDENTS = 141_000;
const SMALLEST_DISTRICT = 12;

/** The schools of a made-up district, in the proportions of the real one; a small one lacks only the rarest kinds. */
export function schoolsOf(students: number): MadeUpSchool[] {
  const share = Math.min(1, Math.max(SMALLEST_DISTRICT / SCHOOLS, students / STUDENTS));
  const codes = freeCodes();
  const made = new Map<string, number>();
  return KINDS.flatMap((kind) => {
    const isRare = kind.of186 < 5 && share < 0.5;
    const count = isRare ? 0 : Math.max(1, Math.round(kind.of186 * share));
    return Array.from({ length: count }, () => {
      const at = made.get(kind.name) ?? 0;
      made.set(kind.name, at + 1);
      const { of186, name, ...same } = kind;
      return {
        ...same,
        code: codes.next().value as string,
        name: `Made-up ${name} ${String(at + 1).padStart(3, '0')}`,
        area: `${kind.group} ${(at % AREAS[kind.group]) + 1}`,
        // From 0.6 to 1.4 of the usual size.
        seats: Math.round(kind.seats * (0.6 + 0.8 * spread(at))),
      };
    });
  });
}

// Codes of real schools that are named elsewhere, so that no made-up figure is taken for one of theirs.
const REAL = new Set(
  '334 335 404 425 426 428 443 482 492 498 499 519 567 569 582 594 597 598'
    .split(' ')
    .map((number) => `600${number}`),
);

function* freeCodes(): Generator<string> {
  for (let number = 300; ; number += 1) if (!REAL.has(`600${number}`)) yield `600${number}`;
}

export const NEIGHBOURHOODS = 1000;

/** Which school a student of a neighbourhood goes to, in one grade. */
export interface Catchment {
  readonly neighbourhood: number;
  readonly rank: number;
  readonly code: string;
}

/** The school of every neighbourhood and grade: one stays at a school for as long as it has a next grade. */
export function catchmentsOf(schools: readonly MadeUpSchool[]): Catchment[] {
  const offers = (school: MadeUpSchool, grade: Grade) =>
    rankOf(school.lowest) <= rankOf(grade) && rankOf(grade) <= rankOf(school.highest);
  const current: (MadeUpSchool | undefined)[] = Array.from({ length: NEIGHBOURHOODS });
  const catchments: Catchment[] = [];
  for (const grade of GRADES) {
    // Few schools have prekindergarten, so after it each child goes to the school of its neighbourhood.
    const isYoung = grade === 'PK' || grade === 'KG';
    const entered = schools.filter((school) => (isYoung ? offers(school, grade) : school.lowest === grade));
    const moving = [...current.keys()].filter((neighbourhood) => {
      const school = current[neighbourhood];
      return isYoung || !school || !offers(school, grade);
    });
    const next = shared(entered, moving.length);
    for (const [at, neighbourhood] of moving.entries()) current[neighbourhood] = next[at];
    for (const [neighbourhood, school] of current.entries())
      if (school) catchments.push({ neighbourhood, rank: rankOf(grade), code: school.code });
  }
  return catchments;
}

/** Schools side by side on so many places, each on a share of them as big as its seats. */
function shared(schools: readonly MadeUpSchool[], places: number): (MadeUpSchool | undefined)[] {
  // Kinds and sizes mixed, because neighbourhoods go from the richest to the poorest.
  const mixed = schools
    .map((school, at) => ({ school, at: spread(at * 5 + 2) }))
    .sort((one, other) => one.at - other.at)
    .map(({ school }) => school);
  const total = mixed.reduce((sum, { seats }) => sum + seats, 0);
  const ends: number[] = [];
  for (const { seats } of mixed) ends.push((ends.at(-1) ?? 0) + seats);
  return Array.from({ length: places }, (_, place) => {
    const seat = ((place + 0.5) / places) * total;
    return mixed[ends.findIndex((end) => seat < end)];
  });
}

/** Kindergarten is 0, grade 1 is 1; PK is -1. */
export function rankOf(grade: Grade): number {
  return GRADES.indexOf(grade) - 1;
}

/** A share of 1 for each place in a row, far from those of its neighbours and different from all. */
function spread(at: number): number {
  return (at * 0.618034) % 1;
}
