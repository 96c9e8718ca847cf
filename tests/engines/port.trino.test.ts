import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openTrino } from '../../functions/engines/trino.ts';
import { describeEngine } from './engine-contract.ts';

const { url, folder } = inject('trino');
let opened = 0;

describeEngine('Trino', async () => {
  opened += 1;
  const place = `port_${opened}`;
  const workspace = join(folder, place);
  await mkdir(workspace);
  return { engine: await openTrino({ url, location: `local:///${place}`, schema: place }), workspace };
});
