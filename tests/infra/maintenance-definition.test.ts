import { StateMachine } from 'aws-local-stepfunctions';
import { expect, it } from 'vitest';
import { maintenanceDefinition } from '../../infra/maintenance-definition.ts';

const STATEMENTS = ['optimize one', 'vacuum one', 'vacuum two'];

/** Runs the machine with a stand-in for Athena. @returns how it ended, and the statements that ran, in order */
async function maintain(answer: (sql: string, attempt: number) => void = () => {}) {
  const definition = maintenanceDefinition({
    statements: STATEMENTS,
    workgroup: 'tower-refresh',
    modelDatabase: 'tower_model',
    timeoutSeconds: 3600,
  });
  const machine = new StateMachine(definition as ConstructorParameters<typeof StateMachine>[0]);
  const ran: string[] = [];
  const { result } = machine.run(
    {},
    {
      overrides: {
        taskResourceLocalHandlers: {
          Run: async (input) => {
            const { QueryString: sql, WorkGroup } = input as { QueryString: string; WorkGroup: string };
            ran.push(`${sql} in ${WorkGroup}`);
            answer(sql, ran.filter((other) => other.startsWith(sql)).length);
            return {};
          },
        },
        retryIntervalOverrides: { Run: 1 },
      },
    },
  );
  const outcome = await result.then(
    () => 'Complete',
    ({ cause }: Error) => (cause as Error).name,
  );
  return { outcome, ran };
}

it('runs every statement once, one after the other', async () => {
  const { outcome, ran } = await maintain();
  expect(outcome).toBe('Complete');
  expect(ran).toEqual(STATEMENTS.map((sql) => `${sql} in tower-refresh`));
});

it('runs a statement again that a refresh got in the way of', async () => {
  const { outcome, ran } = await maintain((sql, attempt) => {
    if (sql === 'optimize one' && attempt < 3) throw new Error('the table has changed');
  });
  expect(outcome).toBe('Complete');
  expect(ran).toHaveLength(5);
});

it('goes on after a statement that fails for good, and says in the end that one did', async () => {
  const { outcome, ran } = await maintain((sql) => {
    if (sql === 'optimize one') throw new Error('no such table');
  });
  expect(outcome).toBe('Incomplete');
  expect(ran.slice(4)).toEqual(['vacuum one in tower-refresh', 'vacuum two in tower-refresh']);
});
