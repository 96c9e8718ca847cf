import type { Message } from '../drops.ts';
import type { Landing } from '../land.ts';

/** What came of one message of landing, and what is to be done next. */
export interface Step {
  readonly landing?: Landing;
  readonly messages: readonly Message[];
}
