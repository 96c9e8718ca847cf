import { GRADES } from '../feeds/contract/vocabulary.ts';
import type { Cell } from '../functions/suppress/cell.ts';
import { type MadeUpSchool, rankOf, schoolsOf } from '../local/generate/shape.ts';

/** Cells of a made-up district, counted from made-up students: every measure, window by window. */

const FAMILIES = {
  Sex: ['FEM', 'MALE'],
  'Race and ethnicity': ['AMIN', 'ASIA', 'BLCK', 'HISP', 'MULT', 'PACI', 'WHTE'],
  'Economic situation': ['EDS', 'NOT_EDS'],
  'English learner': ['ELS', 'NOT_ELS'],
  Disability: ['SWD', 'NOT_SWD'],
} as const;
const RACE_SHARES = [0.003, 0.07, 0.36, 0.3, 0.04, 0.002, 0.225];
const FAMILY_OF = new Map(
  Object.entries(FAMILIES).flatMap(([family, members]) => members.map((member) => [member, family])),
);

interface MadeUpMeasure {
  readonly measure: string;
  readonly windows: readonly string[];
  readonly grades: readonly string[];
  readonly share: number;
  /** Like another measure, of some of its grades. */
  readonly of?: string;
  /** Whether race is counted by economic situation as well. */
  readonly hasPairs?: boolean;
}

const MEASURES: readonly MadeUpMeasure[] = [
  { measure: 'chronic_absence', windows: ['YEAR'], grades: GRADES, share: 0.25 },
  {
    measure: 'reading_ccr_3_8',
    windows: ['YEAR'],
    grades: ['03', '04', '05', '06', '07', '08'],
    share: 0.33,
    hasPairs: true,
  },
  { measure: 'math_1_ccr', windows: ['YEAR'], grades: ['07', '08', '09', '10'], share: 0.29 },
  { measure: 'math_1_ccr_middle', windows: ['YEAR'], grades: ['07', '08'], share: 0.29, of: 'math_1_ccr' },
  { measure: 'math_1_ccr_high', windows: ['YEAR'], grades: ['09', '10'], share: 0.29, of: 'math_1_ccr' },
  { measure: 'post_graduation_readiness', windows: ['YEAR'], grades: ['12'], share: 0.8 },
  { measure: 'early_literacy_k2', windows: ['BOY', 'MOY', 'EOY'], grades: ['KG', '01', '02'], share: 0.6 },
  ...[
    ['early_literacy_kg', 'KG'],
    ['early_literacy_1', '01'],
    ['early_literacy_2', '02'],
  ].map(([measure = '', grade = '']) => ({
    measure,
    windows: ['BOY', 'MOY', 'EOY'],
    grades: [grade],
    share: 0.6,
    of: 'early_literacy_k2',
  })),
];

interface Counted {
  numerator: number;
  denominator: number;
}

/** The cells of a school year by window. */
export function* districtCells(students: number, year: number): Generator<[string, Cell[]]> {
  const schools = schoolsOf(students);
  for (const window of ['YEAR', 'BOY', 'MOY', 'EOY']) {
    const cells = MEASURES.filter(({ windows, of }) => windows.includes(window) && of === undefined).flatMap(
      (whole) => {
        const counts = countsOf(schools, whole, year * 1000 + window.charCodeAt(0));
        const parts = MEASURES.filter(({ of }) => of === whole.measure);
        return [whole, ...parts].flatMap((measure) => cellsOf(counts, measure, year, window));
      },
    );
    yield [`${year} ${window}`, cells];
  }
}

/** Counts by level, organisation, area, grade and subgroup. */
function countsOf(
  schools: readonly MadeUpSchool[],
  measure: MadeUpMeasure,
  seed: number,
): Map<string, Counted> {
  const counts = new Map<string, Counted>();
  const random = randomNumbers(seed + measure.measure.length * 7919);
  for (const school of schools) {
    const wealth = random();
    for (const grade of measure.grades as typeof GRADES) {
      if (rankOf(grade) < rankOf(school.lowest) || rankOf(grade) > rankOf(school.highest)) continue;
      const isFew = measure.measure.startsWith('math_1') && grade !== '09' && grade !== '08';
      const seats = Math.round(school.seats * (0.9 + 0.2 * random()) * (isFew ? 0.1 : 1));
      for (let seat = 0; seat < seats; seat += 1) addStudent(counts, school, grade, wealth, measure, random);
    }
  }
  return counts;
}

function addStudent(
  counts: Map<string, Counted>,
  school: MadeUpSchool,
  grade: string,
  wealth: number,
  { share, hasPairs }: MadeUpMeasure,
  random: () => number,
): void {
  const isWell = random() < wealth;
  const race =
    FAMILIES['Race and ethnicity'][pick(RACE_SHARES, isWell ? random() : random() * 0.8)] ?? 'WHTE';
  const economic = isWell ? 'NOT_EDS' : 'EDS';
  const isElStudent = random() < (race === 'HISP' ? 0.45 : 0.06);
  const isSwdStudent = random() < 0.12;
  const odds = share * (isWell ? 1.3 : 0.75) * (isElStudent ? 0.35 : 1) * (isSwdStudent ? 0.4 : 1);
  const numerator = random() < odds ? 1 : 0;
  const subgroups = [
    'ALL',
    random() < 0.5 ? 'FEM' : 'MALE',
    race,
    economic,
    ...(hasPairs ? [`${race}*${economic}`] : []),
    isElStudent ? 'ELS' : 'NOT_ELS',
    isSwdStudent ? 'SWD' : 'NOT_SWD',
  ];
  const places = [
    `district|600LEA|All`,
    `performance_area|${school.area}|${school.area}`,
    `school|${school.code}|${school.area}`,
  ];
  for (const place of places) {
    for (const subgroup of subgroups) {
      const key = `${place}|${grade}|${subgroup}`;
      const counted = counts.get(key) ?? { numerator: 0, denominator: 0 };
      counted.numerator += numerator;
      counted.denominator += 1;
      counts.set(key, counted);
    }
  }
}

function cellsOf(
  counts: ReadonlyMap<string, Counted>,
  measure: MadeUpMeasure,
  year: number,
  window: string,
): Cell[] {
  const totals = new Map<string, Counted>();
  for (const [key, { numerator, denominator }] of counts) {
    const [level, organisation, area, grade = '', subgroup] = key.split('|');
    if (!measure.grades.includes(grade)) continue;
    for (const column of [grade, 'ALL']) {
      const name = [level, organisation, area, column, subgroup].join('|');
      const total = totals.get(name) ?? { numerator: 0, denominator: 0 };
      totals.set(name, {
        numerator: total.numerator + numerator,
        denominator: total.denominator + denominator,
      });
    }
  }
  return [...totals].map(([key, counted]) => {
    const [level, organisation = '', area = '', grade = '', subgroup = ''] = key.split('|');
    return {
      measure: measure.measure,
      kind: 'rate',
      upward: 'school',
      year,
      window,
      level: level as Cell['level'],
      organisation,
      area,
      grade,
      subgroup,
      family: familyOf(subgroup),
      source: 'computed',
      ...counted,
    };
  });
}

function familyOf(subgroup: string): string {
  if (subgroup.includes('*')) return 'Race and ethnicity by Economic situation';
  return FAMILY_OF.get(subgroup as 'FEM') ?? 'All students';
}

function pick(shares: readonly number[], at: number): number {
  let left = at;
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  return shares.length - 1;
}

/** The same numbers for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
