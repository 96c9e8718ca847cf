import { csv, SCHOOLS, STUDENTS, school, student } from '../fixture-workspace.ts';

/** The student that is erased, and others that must stay. */
export const ID = '1234567890';
export const OTHERS = ['2234567890', '3234567890'] as const;

const ALL = [ID, ...OTHERS];
const days = Array.from({ length: 12 }, (_, at) => `2024-09-${String(at + 2).padStart(2, '0')}`);
const attendance = (id: string, day: string, status = 'present') =>
  `2025,600301,${id},${day},${status},,360,${status === 'absent' ? 360 : 0}`;

/** A small district: the erased student is in every feed of students, and in records that cannot land. */
export const DISTRICT: Readonly<Record<string, string>> = {
  'schools.csv': csv(SCHOOLS, school('600301')),
  'performance_area_assignments.csv': csv(
    'school_code,performance_area,area_group,from_date,to_date',
    '600301,North,High,2024-07-01,',
  ),
  'students.csv': csv(
    STUDENTS,
    ...ALL.map((id) => student(id)),
    `2025,${ID}x,F,ASIA,true,false,false`,
    '2025,9',
  ),
  'enrollments.csv': csv(
    'school_year,student_id,school_code,grade,entry_date,exit_date,entry_code,exit_code,is_primary',
    ...ALL.map((id) => `2025,${id},600301,03,2024-08-26,,,,true`),
    // A school that is there nowhere.
    `2025,${ID},600999,03,2024-08-26,,,,true`,
    `2025,${OTHERS[0]},600998,03,2024-08-26,,,,true`,
  ),
  'attendance.csv': csv(
    'school_year,school_code,student_id,attendance_date,status,attendance_code,minutes_scheduled,minutes_absent',
    ...ALL.flatMap((id) => days.map((day) => attendance(id, day, day < '2024-09-04' ? 'absent' : 'present'))),
    // Nothing of this but its place in the file says whose it is.
    attendance(ID, '2024-09-20', 'asleep at home'),
    attendance(OTHERS[0], '2024-09-20', 'not so'),
    // Columns that slipped.
    `2025,${ID},600301,2024-09-21,present,,360,0`,
    `2025,600301,"${ID},2024-09-22,present,,360,0`,
  ),
  'assessment_results.csv': csv(
    'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score',
    ...ALL.map((id) => `2025,DIBELS8,COMPOSITE,BOY,${id},600301,01,2024-09-10,RG,At Benchmark,400`),
  ),
};

/** Rows of the erased student that land, and records of theirs that do not. */
export const LANDED = { students: 1, enrollments: 1, attendance: 12, assessment_results: 1 } as const;
export const QUARANTINED = { students: 1, enrollments: 1, attendance: 3 } as const;
