import { z } from 'zod';
import type { Rule } from './feed.ts';

/** Field kinds that many feeds share: one meaning, one pattern, one place. */

/** A school year by the year in which it ends: 2025 is 2024-25. */
export const schoolYear = () =>
  z
    .int()
    .min(2000)
    .max(2100)
    .meta({ description: 'School year by the year in which it ends: 2025 is 2024-25.' });

/** NC DPI's six characters: district 600 and the school's three; 600LEA is the district itself. */
export const schoolCode = () =>
  z
    .string()
    .regex(/^[0-9]{2}[0-9A-Z][0-9A-Z]{3}$/)
    .meta({
      description: "NC DPI's six-character code of the school: the district's three and the school's three.",
    });

/** The statewide student number, as text: leading zeros count. */
export const studentId = () =>
  z
    .string()
    .regex(/^[0-9]{5,10}$/)
    .meta({ description: 'Statewide student number, 5 to 10 digits, as text.', sensitivity: 'identifier' });

export const GRADES = [
  'PK',
  'KG',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '07',
  '08',
  '09',
  '10',
  '11',
  '12',
  '13',
] as const;

export const grade = () => z.enum(GRADES).meta({ description: 'Grade: PK, KG, 01 to 13.' });

export const date = (description: string) => z.iso.date().meta({ description });

export const text = (description: string, maxLength = 400) => z.string().max(maxLength).meta({ description });

/** A code that people choose: lower case words joined by underscores. */
export const code = (description: string) =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9_]{0,79}$/)
    .meta({ description });

/** A date of one school year: 1 July to 30 June, so that summer school counts to the year that follows. */
export const withinSchoolYear = (field: string): Rule => ({
  code: 'within_school_year',
  fields: ['school_year', field],
  hint: `give the school year in which ${field} lies: 1 July to 30 June, named by the year in which it ends`,
  js: (record) => {
    const year = Number(record.school_year);
    const day = String(record[field]);
    return day >= `${year - 1}-07-01` && day <= `${year}-06-30`;
  },
  sql: `school_year = year(${field}) + case when month(${field}) >= 7 then 1 else 0 end`,
});

/** The second date is not before the first; a missing one breaks nothing. */
export const inOrder = (first: string, second: string): Rule => ({
  code: 'dates_in_order',
  fields: [first, second],
  hint: `${second} lies before ${first}: correct one of them`,
  js: (record) =>
    record[first] === undefined ||
    record[second] === undefined ||
    String(record[first]) <= String(record[second]),
  sql: `${first} <= ${second}`,
});
