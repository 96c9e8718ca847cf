import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { rangesOf } from '../../functions/suppress/audit/solve.ts';
import { openSolver } from '../../functions/suppress/audit/solver.ts';
import { cellsOf, published } from './students.ts';

/** Solves a part that a file holds. Prints how many of its secrets have a range. */
const terms = z.array(z.tuple([z.number(), z.number()])).transform((pairs) => new Map(pairs));
const part = z.object({
  lowest: z.array(z.number()),
  highest: z.array(z.number()),
  rows: z.array(z.object({ lowest: z.number(), highest: z.number(), terms })),
  secrets: z.array(z.object({ constant: z.number(), terms })),
});
const [file = ''] = process.argv.slice(2);
const { secrets, ...rest } = part.parse(JSON.parse(await readFile(file, 'utf8')));
const [cell] = published(cellsOf([{ students: 10, met: 5 }]));
if (!cell) throw new Error('no cell');
const ranges = rangesOf(
  {
    ...rest,
    variables: [...rest.lowest.keys()],
    secrets: secrets.map((expression) => ({ cell, what: 'size', expression })),
  },
  await openSolver(),
  ({ lowest, highest }) => highest - lowest >= 1 - 1e-6,
);
process.stdout.write(`${ranges?.length}\n`);
