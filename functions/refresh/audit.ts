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

/** One select of one row: how many rows break each of these checks. */
export interface Count {
  readonly select: string;
  readonly checks: readonly CountedCheck[];
}

interface CountedCheck {
  readonly name: string;
  readonly severity: 'error' | 'warn';
  /** Column of the row with its number. */
  readonly column: string;
  /** The rows that break it. */
  readonly select: string;
}

/** What of a relation is needed to show rows of it. */
export type Shown = Pick<Audited, 'name' | 'columns'>;

const EXAMPLES = 5;

/** The counts that judge a relation: checks on single rows in one pass, the others one by one. */
export function countsOf(relation: Audited): Count[] {
  const rowChecks = relation.checks.filter((check) => check.kind === 'row');
  const columns = shown(relation).join(', ');
  const inOnePass: Count = {
    select: `select ${rowChecks
      .map((check, at) => `count(*) filter (where ${check.broken}) as check_${at}`)
      .join(',\n    ')}\nfrom ${relation.name}`,
    checks: rowChecks.map(({ name, severity, broken }, at) => ({
      name,
      severity,
      column: `check_${at}`,
      select: `select ${columns} from ${relation.name} where ${broken}`,
    })),
  };
  const oneByOne = relation.checks
    .filter((check) => check.kind === 'rows')
    .map(({ name, severity, select }) => ({
      select: `select count(*) as broken from (\n${select}\n) as rows_that_break`,
      checks: [{ name, severity, column: 'broken', select }],
    }));
  return rowChecks.length === 0 ? oneByOne : [inOnePass, ...oneByOne];
}

/** The checks that a count found broken, each with a few of its rows. */
export async function brokenOf(
  engine: Pick<Engine, 'rows'>,
  relation: Shown,
  count: Count,
  counted: Row,
): Promise<BrokenCheck[]> {
  const broken: BrokenCheck[] = [];
  for (const { name, severity, column, select } of count.checks) {
    const rows = Number(counted[column]);
    if (rows === 0) continue;
    const examples = await engine.rows(`select * from (\n${select}\n) as rows_that_break limit ${EXAMPLES}`);
    broken.push({
      model: relation.name,
      check: name,
      severity,
      rows,
      examples: examples.map((row) => describeRow(relation, row)),
      select,
    });
  }
  return broken;
}

/** The columns that say which row it is; a relation without a key shows them all. */
function shown(relation: Audited): readonly string[] {
  return relation.key.length > 0 ? relation.key : relation.columns.map((column) => column.name);
}

function describeRow(relation: Shown, row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => {
      const sensitivity = relation.columns.find((column) => column.name === name)?.sensitivity ?? 'plain';
      return `${name} = ${sensitivity === 'plain' ? value : '(hidden)'}`;
    })
    .join(', ');
}
