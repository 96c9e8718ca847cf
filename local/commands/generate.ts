import { type Command, InvalidArgumentError } from 'commander';
import { generateDistrict } from '../generate/generate.ts';
import { endProgress, progress, say, sayJson } from '../terminal.ts';

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .description('make up a district: extracts in the canonical layouts, with a little dirt in them')
    .option('--students <n>', 'students in each year', wholeNumber, 3000)
    .option('--seed <n>', 'another seed makes another district; the same one the same', wholeNumber, 1)
    .option('-o, --out <folder>', 'where the files go', 'made-up')
    .option('--no-dirt', 'without the deliberate mistakes')
    .option('--no-attendance', 'without daily attendance')
    .option('--json', 'print the files as JSON')
    .action(async (_, command: Command) => {
      const options = command.opts<{
        students: number;
        seed: number;
        out: string;
        dirt: boolean;
        attendance: boolean;
        json?: boolean;
      }>();
      const files = await generateDistrict({ ...options, outDir: options.out }, (step, done, total) =>
        progress(`making ${done} of ${total}: ${step}`),
      );
      endProgress();
      if (options.json) sayJson(files);
      else for (const { name, rows } of files) say(`${name}: ${rows} records`);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}
