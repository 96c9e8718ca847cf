import { afterAll, beforeAll } from 'vitest';
import { openAthena } from '../../functions/engines/athena.ts';
import { type AwsOnOneMachine, startAws } from '../aws/athena-fixture.ts';
import { describeEngine } from './engine-contract.ts';

let aws: AwsOnOneMachine;
let opened = 0;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

describeEngine('Athena', async () => {
  opened += 1;
  const { engine, storeFolder } = await aws.deploy(`port_${opened}`);
  return { engine: openAthena(engine), workspace: storeFolder };
});
