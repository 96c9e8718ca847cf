import { literal } from '../../functions/engines/sql-text.ts';

// NC asks for 185 days or 1,025 hours; districts that count hours have a few days less.
const SCHOOL_DAYS = 178;

/** School days of a made-up year, in order: from the last Monday of August to June, without weekends and holidays. */
export function schoolDaysOf(schoolYear: number): string[] {
  const holidays = holidaysOf(schoolYear);
  const days: string[] = [];
  for (let day = weekday(schoolYear - 1, 8, 25, MONDAY); days.length < SCHOOL_DAYS; day = plus(day, 1)) {
    const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
    if (!isWeekend && !holidays.has(iso(day))) days.push(iso(day));
  }
  return days;
}

/** Days as a list in SQL. */
export function dateList(days: readonly string[]): string {
  return `[${days.map((day) => literal(day, 'date')).join(', ')}]`;
}

function holidaysOf(schoolYear: number): ReadonlySet<string> {
  const autumn = schoolYear - 1;
  const thanksgiving = weekday(autumn, 11, 22, THURSDAY);
  const days = [
    weekday(autumn, 9, 1, MONDAY), // Labor Day
    utc(autumn, 11, 11), // Veterans Day
    ...[-1, 0, 1].map((offset) => plus(thanksgiving, offset)),
    ...range(13).map((at) => plus(utc(autumn, 12, 21), at)), // winter break
    weekday(schoolYear, 1, 15, MONDAY), // Martin Luther King Day
    ...range(5).map((at) => plus(weekday(schoolYear, 4, 1, MONDAY), at)), // spring break
    weekday(schoolYear, 5, 25, MONDAY), // Memorial Day
  ];
  return new Set(days.map(iso));
}

const MONDAY = 1;
const THURSDAY = 4;

/** The first such weekday on or after a date. */
function weekday(year: number, month: number, day: number, wanted: number): Date {
  const from = utc(year, month, day);
  return plus(from, (wanted - from.getUTCDay() + 7) % 7);
}

function utc(year: number, month: number, day: number): Date {
  return new Date(Date.UTC(year, month - 1, day));
}

function plus(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
