import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import type { BrokenCheck } from '../../functions/refresh/audit.ts';
import { type Model, readModels } from '../../functions/refresh/models.ts';
import { openPublished } from '../../local/published.ts';
import {
  csv,
  feeds,
  models,
  SCHOOLS,
  STUDENTS,
  type TestWorkspace,
  testWorkspace,
} from '../fixture-workspace.ts';

const HEADERS: Readonly<Record<string, string>> = {
  schools: SCHOOLS,
  students: STUDENTS,
  performance_area_assignments: 'school_code,performance_area,area_group,from_date,to_date',
  enrollments:
    'school_year,student_id,school_code,grade,entry_date,exit_date,entry_code,exit_code,is_primary',
  attendance:
    'school_year,school_code,student_id,attendance_date,status,attendance_code,minutes_scheduled,minutes_absent',
  assessment_results:
    'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score',
  measures:
    'measure_code,measure_name,goal_code,role,sort_order,kind,direction,counts_upward,annual_window,denominator_rule,rule_source,of_measure,focus_subgroup,reference_subgroup,change_from,subgroup_pairs',
  targets: 'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source',
  plan_readings: 'item_code,reading_date,reading,reported_by,note',
};

/**
 * Lands rows by feed, some of them as made up, with the plan and the measures of the samples, and publishes.
 * @param isOver within a test, onTestFinished
 */
export async function published(
  rows: Readonly<Record<string, readonly string[]>>,
  madeUp: readonly string[] = [],
  isOver: (end: () => Promise<void>) => void = afterAll,
  refreshed: readonly Model[] = models,
): Promise<{
  test: TestWorkspace;
  /** Checks that were broken and do not keep a publish back. */
  warnings: readonly BrokenCheck[];
  ask(sql: string): Promise<Row[]>;
}> {
  const test = await testWorkspace(isOver);
  await test.landFile('plan_items.csv', await readFile('samples/plan/plan_items.csv'));
  if (!rows.measures) await test.landFile('measures.csv', await readFile('samples/measures/measures.csv'));
  for (const [feed, records] of Object.entries(rows)) {
    const content = csv(HEADERS[feed] ?? canonicalHeader(feed), ...records);
    const { outcome, receipt } = await test.landFile(`${feed}.csv`, content, {
      isMadeUp: madeUp.includes(feed),
    });
    if (receipt.outcome !== 'landed' || receipt.quarantined > 0) {
      throw new Error(`${feed}: ${outcome} ${JSON.stringify(receipt)}`);
    }
  }
  const result = await test.refresh({ models: refreshed });
  if (result.outcome !== 'published') throw new Error(JSON.stringify(result));
  return {
    test,
    warnings: result.warnings,
    async ask(sql) {
      const warehouse = await openPublished(test.workspace, models);
      try {
        return await warehouse.query(sql);
      } finally {
        await warehouse.close();
      }
    },
  };
}

/** The models of the project with an indicator more, or with one of them in other words. */
export async function modelsWith(name: string, sql: string): Promise<Model[]> {
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  try {
    await cp('sql', folder, { recursive: true });
    await writeFile(join(folder, 'indicators', `${name}.sql`), sql);
    return await readModels(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An indicator of figures that need no student, each row measure, year, counts_at, organisation, numerator, denominator. */
export const indicatorOf = (...rows: readonly string[]) => `-- One row per figure.
-- Key: measure_code, school_year, organisation_code.
select
    figure.measure_code,
    figure.school_year,
    'YEAR' as window_code,
    date '2025-06-30' as as_of_date,
    figure.counts_at,
    figure.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(figure.numerator as bigint) as numerator,
    cast(figure.denominator as bigint) as denominator,
    'computed' as source,
    false as is_made_up
from (values ${rows.map((row) => `(${row})`).join(', ')})
    as figure (measure_code, school_year, counts_at, organisation_code, numerator, denominator)
`;

function canonicalHeader(feed: string): string {
  return (feeds.get(feed)?.fields ?? []).map(({ name }) => name).join(',');
}

/** Days of one student, one status each: P present, A absent, T tardy. */
export function days(
  student: string,
  school: string,
  first: string,
  statuses: string,
  year = 2025,
): string[] {
  return [...statuses].map((status, at) => {
    const day = new Date(Date.parse(first) + at * 86_400_000).toISOString().slice(0, 10);
    const word = { A: 'absent', T: 'tardy' }[status] ?? 'present';
    return `${year},${school},${student},${day},${word},,420,${status === 'A' ? 420 : 0}`;
  });
}
