import { text } from 'node:stream/consumers';
import { handler } from '../../functions/land/land.lambda.ts';
import { eventOf } from './landing-events.ts';

/** One invocation of the landing function, as a program that can be killed: messages come in, one a line. */
const bodies = (await text(process.stdin)).split('\n').filter((line) => line !== '');
await handler(eventOf(bodies), { awsRequestId: 'test' } as Parameters<typeof handler>[1], () => {});
