import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { landDistrict } from './district.ts';
import { run } from './measure.ts';
import { type Bench, COSTS_HEAD, count, RATIOS_HEAD, ratio, row } from './page.ts';

/** What bench/refresh.ts says of a refresh that published. */
const told = z.object({
  outcome: z.literal('published'),
  /** Seconds of the step that decides what is suppressed. */
  suppressing: z.number(),
  figures: z.int().positive(),
});

/** What bench/suppress.ts says of all slices together, in cells. */
const hidden = z.object({
  cells: z.int().positive(),
  primary: z.int(),
  complementary: z.int(),
  figureHidden: z.int(),
  families: z.int(),
  attacked: z.int(),
  recovered: z.int(),
  contradictory: z.int(),
});

/** A refresh of every measure at every level, over one school year and over all; the figures of the one are attacked. */
export async function benchRefresh({ folder, students, years, say }: Bench): Promise<void> {
  let suppression: ReturnType<typeof suppressed> | undefined;
  const one = await refreshed(folder, students, years.slice(-1), (place) => {
    suppression = suppressed(place);
  });
  const all = await refreshed(folder, students, years);
  for (const { records, figures, of, count: counted, scan, first, second } of [one, all]) {
    const title = of === 1 ? 'one school year' : `${of} school years`;
    say(
      `## Refresh over ${title}: ${count(students)} students in each, ${count(records)} attendance rows, ${count(figures)} figures\n`,
    );
    say(COSTS_HEAD);
    say(
      row('bench/refresh.ts … count', counted, '`select count(*)` over the attendance: reads footers alone'),
    );
    say(row('bench/refresh.ts … scan', scan, 'the same with one column read'));
    say(row('bench/refresh.ts', first, 'the first refresh: every model, every check, suppressed, published'));
    say(row('bench/refresh.ts', second, 'a second refresh with nothing new'));
    say(RATIOS_HEAD);
    say(`| wall of the first refresh to the scan of one column | ${ratio(first.wall / scan.wall)} | – |`);
    say(
      `| wall of suppressing to that of the first refresh | ${ratio(first.suppressing / first.wall)} | – |`,
    );
    say(`| wall of the second refresh to the first | ${ratio(second.wall / first.wall)} | under 0.1 |\n`);
  }
  say(`## From one school year to ${all.of}\n`);
  say('| grows by | |');
  say('|---|---|');
  say(`| attendance rows | ${ratio(all.records / one.records)} |`);
  say(`| figures | ${ratio(all.figures / one.figures)} |`);
  say(`| CPU of the first refresh | ${ratio(all.first.cpu / one.first.cpu)} |`);
  say(`| wall of the first refresh | ${ratio(all.first.wall / one.first.wall)} |`);
  say(`| of it, suppressing | ${ratio(all.first.suppressing / one.first.suppressing)} |`);
  say(`| peak memory of the first refresh | ${ratio(all.first.peak / one.first.peak)} |\n`);
  if (suppression) saySuppression(suppression, say);
}

function suppressed(place: string) {
  const alone = run('suppress', place, '--no-audit');
  const attacked = run('suppress', place);
  return { alone, attacked, told: hidden.parse(JSON.parse(attacked.said.split('\n').at(-1) ?? '')) };
}

function saySuppression({ alone, attacked, told }: ReturnType<typeof suppressed>, say: Bench['say']): void {
  const line = (what: string, cells: number) =>
    `| ${what} | ${count(cells)} | ${((100 * cells) / told.cells).toFixed(1)} % |`;
  say(`## Suppression of one school year: ${count(told.cells)} cells\n`);
  say(COSTS_HEAD);
  say(row('bench/suppress.ts … --no-audit', alone, 'decides what is shown, slice by slice'));
  say(row('bench/suppress.ts', attacked, 'the same, and attacks what is shown as `tower audit` does'));
  say('\n| | cells | of all |');
  say('|---|---|---|');
  say(line('small groups', told.primary));
  say(line('hidden besides', told.complementary));
  say(line('size shown, figure hidden', told.figureHidden));
  say(line('whole families of small groups instead', told.families));
  say(
    `\nOf ${count(told.attacked)} hidden sizes and figures that were attacked, ${count(told.recovered)} were found out and ${count(told.contradictory)} could not be attacked.\n`,
  );
}

async function refreshed(
  folder: string,
  students: number,
  years: readonly number[],
  andThen: (place: string) => void = () => {},
) {
  const place = join(folder, `of-${years.length}-years`);
  const records = await landDistrict(place, students, years);
  const counted = run('refresh', place, 'count');
  const scan = run('refresh', place, 'scan');
  const first = run('refresh', place);
  const second = run('refresh', place);
  const { suppressing, figures } = told.parse(JSON.parse(first.said));
  if (!second.said.includes('unchanged')) throw new Error(second.said);
  andThen(place);
  await rm(place, { recursive: true });
  return {
    of: years.length,
    records,
    figures,
    count: counted,
    scan,
    second,
    first: { ...first, suppressing },
  };
}
