import type { Parameters } from './parameters.ts';

/** An outermost band: how it is written, and from how many to how many of the group it stands for. */
export interface Band {
  readonly text: string;
  readonly lowest: number;
  readonly highest: number;
}

/** The band in which a share of a group lies, when it is one of the outermost. */
export function bandOf(numerator: number, denominator: number, { bands }: Parameters): Band | undefined {
  const tier = bands.filter(({ from }) => from <= denominator).at(-1);
  if (!tier) return undefined;
  const readable = [`<${tier.below}`, `>${tier.above}`].map((text) => readBand(text, denominator));
  return readable.find(({ lowest, highest }) => lowest <= numerator && numerator <= highest);
}

/** What a published band says of a group: whole students, and strictly below or above. */
export function readBand(text: string, denominator: number): Band {
  const percent = Number(text.slice(1));
  return text.startsWith('<')
    ? { text, lowest: 0, highest: Math.ceil((percent * denominator) / 100) - 1 }
    : { text, lowest: Math.floor((percent * denominator) / 100) + 1, highest: denominator };
}
