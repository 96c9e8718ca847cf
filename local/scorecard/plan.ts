import type { Row } from '../../functions/engines/engine.ts';
import { DIRECTIONS, type Direction } from './numbers.ts';
import { flag, grouped, number, numberOrNull, oneOf, type Query, text, textOrNull } from './row.ts';
import { type Origin, originOf, STATUSES, type Status } from './words.ts';

export const WIG_UNITS = [
  'percent',
  'percent_change',
  'points',
  'points_gained',
  'days',
  'count',
  'milestone',
] as const;
export type WigUnit = (typeof WIG_UNITS)[number];

/** Where else the plan states the same WIG: `Ae 1.004`, `Data Strategy`. */
export interface WigReference {
  readonly code: string;
  readonly where: string;
}

export interface Wig {
  readonly code: string;
  readonly statement: string;
  readonly unit: WigUnit | null;
  readonly direction: Direction | null;
  readonly baseline: number | null;
  readonly target: number | null;
  readonly dueDate: string | null;
  readonly reading: number | null;
  readonly readingDate: string | null;
  readonly reportedBy: string | null;
  /** Where the reading comes from; null without one. */
  readonly origin: Origin | null;
  readonly status: Status;
  readonly source: string;
  readonly alsoUnder: readonly WigReference[];
}

export interface Strategy {
  readonly code: string;
  readonly label: string | null;
  readonly statement: string;
  readonly wigs: readonly Wig[];
  readonly keyLevers: readonly string[];
  readonly performanceMeasures: readonly string[];
  readonly collaborators: readonly string[];
}

export interface Priority {
  readonly code: string;
  readonly label: string | null;
  readonly statement: string;
  readonly strategies: readonly Strategy[];
}

export interface Pillar {
  readonly code: string;
  readonly label: string | null;
  readonly statement: string;
  readonly priorities: readonly Priority[];
}

export interface Department {
  readonly code: string;
  readonly name: string;
  readonly wigs: readonly Wig[];
  readonly performanceMeasures: readonly string[];
}

export interface Plan {
  readonly pillars: readonly Pillar[];
  readonly departments: readonly Department[];
}

/** A goal or a guardrail as the plan states it. */
export interface BoardStatement {
  readonly code: string;
  readonly kind: 'goal' | 'guardrail';
  readonly label: string | null;
  readonly statement: string;
}

const ROOT = '';

const ITEM = `item_code, kind, parent_code, same_as, label, statement, sort_order, department_name, unit, direction,
  baseline, target, due_date, reading, reading_date, reported_by, is_made_up, status, source`;

/**
 * The whole plan: what the board set, and the WIGs by pillar and by department.
 * Where the reader does not see its readings whole, what the suppressed table shows of them.
 */
export async function readPlan(query: Query): Promise<Plan & { readonly board: readonly BoardStatement[] }> {
  const rows = await query(`
    with suppressed as (
      select ${ITEM} from fct_plan_item_suppressed
    )
    select ${ITEM} from fct_plan_item
    union all
    select suppressed.* from suppressed anti join fct_plan_item using (item_code)`);
  const ordered = rows.toSorted((one, other) => number(one, 'sort_order') - number(other, 'sort_order'));
  const tree = treeOf(ordered);
  return {
    board: [...boardStatements(ordered, 'goal'), ...boardStatements(ordered, 'guardrail')],
    pillars: ordered.filter((row) => text(row, 'kind') === 'pillar').map((row) => pillarOf(row, tree)),
    departments: ordered
      .filter((row) => text(row, 'kind') === 'department')
      .map((row) => departmentOf(row, tree)),
  };
}

/** Every WIG as often as the plan states it. */
export function wigsOf(plan: Plan): Wig[] {
  const strategies = plan.pillars.flatMap((pillar) =>
    pillar.priorities.flatMap((priority) => priority.strategies),
  );
  return [...strategies, ...plan.departments].flatMap((owner) => owner.wigs);
}

/** Every WIG once: one that a department restates counts where a strategy states it. */
export function distinctWigs(plan: Plan): Wig[] {
  const counted = new Set<string>();
  return wigsOf(plan).filter((wig) => {
    const isRestated = wig.alsoUnder.some((place) => counted.has(place.code));
    counted.add(wig.code);
    return !isRestated;
  });
}

/** Children by parent, and for each WIG the other places that state it. */
interface Tree {
  under(parent: Row, kind: string): Row[];
  /** Also below the WIGs of the parent: the plan hangs a measure on either. */
  anywhereUnder(parent: Row, kind: string): Row[];
  alsoUnder(wig: Row): WigReference[];
}

function treeOf(rows: readonly Row[]): Tree {
  const byParent = grouped(rows, (row) => textOrNull(row, 'parent_code') ?? ROOT);
  const byCode = new Map(rows.map((row) => [text(row, 'item_code'), row]));
  const original = (wig: Row) => textOrNull(wig, 'same_as') ?? text(wig, 'item_code');
  const sameWigs = grouped(
    rows.filter((row) => text(row, 'kind') === 'wig'),
    original,
  );
  const under = (parent: Row, kind: string) =>
    (byParent.get(text(parent, 'item_code')) ?? []).filter((row) => text(row, 'kind') === kind);
  return {
    under,
    anywhereUnder: (parent, kind) => [
      ...under(parent, kind),
      ...under(parent, 'wig').flatMap((wig) => under(wig, kind)),
    ],
    alsoUnder: (wig) =>
      (sameWigs.get(original(wig)) ?? [])
        .filter((other) => other !== wig)
        .map((other) => ({ code: text(other, 'item_code'), where: placeOf(other, byCode) })),
  };
}

function placeOf(wig: Row, byCode: ReadonlyMap<string, Row>): string {
  const parent = byCode.get(textOrNull(wig, 'parent_code') ?? ROOT);
  if (!parent) return text(wig, 'item_code');
  return text(parent, 'kind') === 'department'
    ? departmentName(parent)
    : (textOrNull(parent, 'label') ?? text(parent, 'statement'));
}

function boardStatements(rows: readonly Row[], kind: 'goal' | 'guardrail'): BoardStatement[] {
  return rows
    .filter((row) => text(row, 'kind') === kind)
    .map((row) => ({
      code: text(row, 'item_code'),
      kind,
      label: textOrNull(row, 'label'),
      statement: text(row, 'statement'),
    }));
}

function pillarOf(row: Row, tree: Tree): Pillar {
  return {
    ...heading(row),
    priorities: tree.under(row, 'priority').map((priority) => ({
      ...heading(priority),
      strategies: tree.under(priority, 'strategy').map((strategy) => strategyOf(strategy, tree)),
    })),
  };
}

function strategyOf(row: Row, tree: Tree): Strategy {
  return {
    ...heading(row),
    wigs: tree.under(row, 'wig').map((wig) => wigOf(wig, tree)),
    keyLevers: statements(tree.anywhereUnder(row, 'key_lever')),
    performanceMeasures: statements(tree.anywhereUnder(row, 'performance_measure')),
    collaborators: statements(tree.anywhereUnder(row, 'collaborator')),
  };
}

function departmentOf(row: Row, tree: Tree): Department {
  return {
    code: text(row, 'item_code'),
    name: departmentName(row),
    wigs: tree.under(row, 'wig').map((wig) => wigOf(wig, tree)),
    performanceMeasures: statements(tree.anywhereUnder(row, 'performance_measure')),
  };
}

function wigOf(row: Row, tree: Tree): Wig {
  const reading = numberOrNull(row, 'reading');
  return {
    code: text(row, 'item_code'),
    statement: text(row, 'statement'),
    unit: row.unit === null ? null : oneOf(row, 'unit', WIG_UNITS),
    direction: row.direction === null ? null : oneOf(row, 'direction', DIRECTIONS),
    baseline: numberOrNull(row, 'baseline'),
    target: numberOrNull(row, 'target'),
    dueDate: textOrNull(row, 'due_date'),
    reading,
    readingDate: textOrNull(row, 'reading_date'),
    reportedBy: textOrNull(row, 'reported_by'),
    origin: reading === null ? null : originOf('reported', flag(row, 'is_made_up')),
    status: oneOf(row, 'status', STATUSES),
    source: text(row, 'source'),
    alsoUnder: tree.alsoUnder(row),
  };
}

function heading(row: Row) {
  return {
    code: text(row, 'item_code'),
    label: textOrNull(row, 'label'),
    statement: text(row, 'statement'),
  };
}

function departmentName(row: Row): string {
  return textOrNull(row, 'department_name') ?? text(row, 'statement');
}

function statements(rows: readonly Row[]): string[] {
  return rows.map((row) => text(row, 'statement'));
}
