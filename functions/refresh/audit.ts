import type { Sensitivity } from '../../feeds/contract/field.ts';
import type { Engine, Row } from '../engines/engine.ts';
import type { Check } from './checks.ts';

/** A check that rows broke: how many, and a few of them without what tells a student. */
export interface BrokenCheck {
  readonly model: string;
  readonly check: string;
  readonly severity: 'error' | 'warn';
  readonly rows: number;
  readonly examples: readonly string[];
  /** What to run to see all of them. */
  readonly select: string;
}

export interface Audited {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly sensitivity?: Sensitivity }[];
  readonly checks: readonly Check[];
}

const EXAMPLES = 5;

/** Runs the checks of a relation: those on single rows in one pass, the others one by one. */
export async function audit(engine: Engine, relation: Audited): Promise<BrokenCheck[]> {
  const broken: BrokenCheck[] = [];
  const rowChecks = relation.checks.filter((check) => check.kind === 'row');
  if (rowChecks.length > 0) {
    const counts = rowChecks.map((check, at) => `count(*) filter (where ${check.broken}) as check_${at}`);
    const [found = {}] = await engine.rows(`select ${counts.join(',\n    ')}\nfrom ${relation.name}`);
    for (const [at, check] of rowChecks.entries()) {
      const rows = Number(found[`check_${at}`]);
      const select = `select ${shown(relation).join(', ')} from ${relation.name} where ${check.broken}`;
      if (rows > 0) broken.push(await describe(engine, relation, check, rows, select));
    }
  }
  for (const check of relation.checks) {
    if (check.kind === 'row') continue;
    const [found = {}] = await engine.rows(
      `select count(*) as broken from (\n${check.select}\n) as rows_that_break`,
    );
    const rows = Number(found.broken);
    if (rows > 0) broken.push(await describe(engine, relation, check, rows, check.select));
  }
  return broken;
}

/** The columns that say which row it is; a relation without a key shows them all. */
function shown(relation: Audited): readonly string[] {
  return relation.key.length > 0 ? relation.key : relation.columns.map((column) => column.name);
}

async function describe(
  engine: Engine,
  relation: Audited,
  check: Check,
  rows: number,
  select: string,
): Promise<BrokenCheck> {
  const examples = await engine.rows(`select * from (\n${select}\n) as rows_that_break limit ${EXAMPLES}`);
  return {
    model: relation.name,
    check: check.name,
    severity: check.severity,
    rows,
    examples: examples.map((row) => describeRow(relation, row)),
    select,
  };
}

function describeRow(relation: Audited, row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => {
      const sensitivity = relation.columns.find((column) => column.name === name)?.sensitivity ?? 'plain';
      return `${name} = ${sensitivity === 'plain' ? value : '(hidden)'}`;
    })
    .join(', ');
}
