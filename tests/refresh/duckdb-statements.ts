import type { Column, Engine, Publication } from '../../functions/engines/engine.ts';
import { linesFolder, type Statements } from '../../functions/engines/statements.ts';
import type { BeginTools } from '../../functions/refresh/sequence.ts';
import type { Store } from '../../functions/stores/store.ts';

/** Operations as text, and back: what runs a statement need not know what it is. */
const OPERATIONS = [
  'exposeLanded',
  'createView',
  'createTable',
  'loadTable',
  'loadLines',
  'publish',
  'undoAfter',
  'append',
] as const;
const asText = (name: string, values: readonly unknown[]) =>
  JSON.stringify([name, values], (_, value) =>
    typeof value === 'bigint' ? { wholeNumber: String(value) } : value,
  );
export const statements = Object.fromEntries(
  OPERATIONS.map((name) => [name, (...values: unknown[]) => [asText(name, values)]]),
) as unknown as Statements;

export interface Executor {
  run(sql: string): Promise<string>;
  readonly ran: string[];
  readonly tools: Pick<BeginTools, 'answerOf' | 'failureOf' | 'engine'>;
}

/** Runs statements, whatever they are, and keeps their answers. */
export function executor(engine: Engine, store: Store): Executor {
  const answers: Awaited<ReturnType<BeginTools['answerOf']>>[] = [];
  const ran: string[] = [];
  const operations = {
    ...engine,
    async loadLines(name: string, columns: readonly Column[], made: string) {
      const keys = await store.list(linesFolder(name, made));
      const texts = await Promise.all(keys.map((key) => store.read(key)));
      const lines = texts.join('').split('\n').filter(Boolean);
      await engine.loadTable(
        name,
        columns,
        lines.map((line) => JSON.parse(line)),
      );
    },
  };
  return {
    ran,
    async run(sql) {
      ran.push(sql);
      if (!sql.startsWith('[')) {
        answers.push({ columns: await engine.columnsOf(`(\n${sql}\n)`), rows: await engine.rows(sql) });
      } else {
        const [name, values] = JSON.parse(sql, (_, value) =>
          value?.wholeNumber ? BigInt(value.wholeNumber) : value,
        ) as [(typeof OPERATIONS)[number], unknown[]];
        // What the deployment does before.
        if (name === 'publish') {
          const { table, columns } = values[0] as Publication;
          await engine.ensureCurated(table, columns);
        }
        await (operations[name] as (...given: unknown[]) => Promise<void>)(...values);
        answers.push({ columns: [], rows: [] });
      }
      return String(answers.length - 1);
    },
    tools: {
      engine,
      answerOf: async (id) => answers[Number(id)] ?? { columns: [], rows: [] },
      failureOf: async (id) => ({ reason: 'too busy', isRetryable: id.startsWith('again') }),
    },
  };
}
