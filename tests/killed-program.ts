import { readFeeds } from '../feeds/contract/catalogue.ts';
import type { Engine } from '../functions/engines/engine.ts';
import { land } from '../functions/land/land.ts';
import { readModels } from '../functions/refresh/models.ts';
import { refresh } from '../functions/refresh/refresh.ts';
import type { Store } from '../functions/stores/store.ts';
import { openWorkspace } from '../local/workspace.ts';

/**
 * A program that is killed, as by a power cut, at the nth step of its own or call of something that it depends on:
 * `killed-program.ts land <workspace> <file> step|write <n>` or `killed-program.ts publish <workspace> <n>`; at the
 * 0th it is not.
 */
const [what, folder = '', ...rest] = process.argv.slice(2);
const feeds = await readFeeds();
const workspace = await openWorkspace(folder);
const clock = () => new Date();
let calls = 0;

function killAt(nth: number): void {
  calls += 1;
  if (calls === nth) process.kill(process.pid, 'SIGKILL');
}

/** The same object, whose named methods count towards the end. */
function counted<Port extends object>(port: Port, methods: readonly (keyof Port)[], nth: number): Port {
  const own = methods.map((name) => {
    const method = port[name] as (...values: unknown[]) => unknown;
    return [
      name,
      (...values: unknown[]) => {
        killAt(nth);
        return method(...values);
      },
    ];
  });
  return { ...port, ...Object.fromEntries(own) };
}

if (what === 'land') {
  const [path = '', point, nth] = rest;
  const atWrite = point === 'write' ? Number(nth) : 0;
  const store: Store = counted(workspace.store, ['moveIn', 'writeIfAbsent'], atWrite);
  const { outcome } = await land(
    { path, source: 'test', isMadeUp: false },
    {
      store,
      feeds,
      workFolder: workspace.workFolder,
      clock,
      onStep: () => point === 'step' && killAt(Number(nth)),
    },
  );
  process.stdout.write(outcome);
} else {
  const [nth] = rest;
  const engine: Engine = counted(await workspace.openWarehouse(), ['publish', 'append'], Number(nth));
  const result = await refresh({
    store: workspace.store,
    engine,
    feeds,
    models: await readModels('sql'),
    clock,
  });
  process.stdout.write(result.outcome);
}
