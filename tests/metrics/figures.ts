import { readFile } from 'node:fs/promises';
import { afterAll } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
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
): Promise<{
  test: TestWorkspace;
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
  const result = await test.refresh();
  if (result.outcome !== 'published') throw new Error(JSON.stringify(result));
  return {
    test,
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
