import type { GRADES } from '../../feeds/contract/vocabulary.ts';

type Grade = (typeof GRADES)[number];

export interface MadeUpSchool {
  readonly code: string;
  readonly name: string;
  readonly level: 'elementary' | 'middle' | 'k8' | 'high' | 'secondary';
  readonly lowest: Grade;
  readonly highest: Grade;
  readonly area: string;
  readonly group: 'Elementary' | 'Middle' | 'K-8' | 'High';
}

interface Kind extends Pick<MadeUpSchool, 'level' | 'lowest' | 'highest' | 'group'> {
  readonly name: string;
  /** How many of the 186 schools of the district are of this kind; their sizes are made up, their spans are real. */
  readonly of186: number;
  readonly areas: number;
}

const KINDS: readonly Kind[] = [
  {
    name: 'Elementary',
    level: 'elementary',
    lowest: 'KG',
    highest: '05',
    group: 'Elementary',
    of186: 96,
    areas: 6,
  },
  {
    name: 'Primary',
    level: 'elementary',
    lowest: 'KG',
    highest: '02',
    group: 'Elementary',
    of186: 2,
    areas: 1,
  },
  { name: 'K-8 School', level: 'k8', lowest: 'KG', highest: '08', group: 'K-8', of186: 20, areas: 1 },
  { name: 'Middle', level: 'middle', lowest: '06', highest: '08', group: 'Middle', of186: 30, areas: 2 },
  { name: 'High', level: 'high', lowest: '09', highest: '12', group: 'High', of186: 25, areas: 2 },
  { name: 'Early College', level: 'high', lowest: '09', highest: '13', group: 'High', of186: 7, areas: 1 },
  { name: 'Secondary', level: 'secondary', lowest: '06', highest: '12', group: 'High', of186: 6, areas: 1 },
];

const SCHOOLS = 186;
const STUDENTS = 141_000;

// Codes of real schools, so that no made-up figure can be taken for one of theirs.
const REAL = new Set(
  '334 335 404 425 426 428 443 482 492 498 499 519 567 569 582 594 597 598'
    .split(' ')
    .map((number) => `600${number}`),
);

/** The schools of a made-up district, in the proportions of the real one; at least one of each kind but the rare. */
export function schoolsOf(students: number): MadeUpSchool[] {
  const share = Math.min(1, Math.max(12 / SCHOOLS, students / STUDENTS));
  const codes = freeCodes();
  return KINDS.flatMap((kind) => {
    const count = Math.max(kind.of186 < 5 && share < 0.5 ? 0 : 1, Math.round(kind.of186 * share));
    return Array.from({ length: count }, (_, at) => ({
      code: codes.next().value as string,
      name: `Made-up ${kind.name} ${String(at + 1).padStart(3, '0')}`,
      level: kind.level,
      lowest: kind.lowest,
      highest: kind.highest,
      group: kind.group,
      area: `${kind.group} ${(at % Math.min(kind.areas, Math.max(1, Math.ceil(count / 2)))) + 1}`,
    }));
  });
}

function* freeCodes(): Generator<string> {
  for (let number = 300; ; number += 1) if (!REAL.has(`600${number}`)) yield `600${number}`;
}

/** School days of a year: 178 weekdays from the last Monday but one of August on, without the usual holidays. */
export function schoolDaysOf(schoolYear: number): string[] {
  const days: string[] = [];
  const day = new Date(Date.UTC(schoolYear - 1, 7, 26));
  for (; days.length < 178; day.setUTCDate(day.getUTCDate() + 1)) {
    const iso = day.toISOString().slice(0, 10);
    const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
    if (!isWeekend && !HOLIDAYS.some(([first, last]) => iso.slice(5) >= first && iso.slice(5) <= last))
      days.push(iso);
  }
  return days;
}

const HOLIDAYS: readonly (readonly [first: string, last: string])[] = [
  ['09-01', '09-03'],
  ['11-11', '11-11'],
  ['11-26', '11-29'],
  ['12-21', '12-31'],
  ['01-01', '01-03'],
  ['01-20', '01-20'],
  ['04-14', '04-18'],
  ['05-26', '05-26'],
];
