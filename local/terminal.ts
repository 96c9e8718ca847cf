/** What a command writes, and with which number it ends. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** A file was rejected or held back. */
  notLanded: 3,
  /** Checks refused a publish. */
  refused: 4,
  /** A hidden figure can be found out from what is published. */
  recovered: 5,
} as const;

/** The command was given something that it cannot work with; nothing was done. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function sayJson(value: unknown): void {
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item), 2);
  process.stdout.write(`${text}\n`);
}

let lastSaid = Date.now();

/** What is going on, on standard error: one line rewritten in place; where it is no terminal, one every few seconds. */
export function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
  else if (Date.now() - lastSaid > 3000) {
    lastSaid = Date.now();
    process.stderr.write(`${line}\n`);
  }
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}

/** Rows as a table for a terminal: numbers to the right, a dash where there is nothing. */
export function table(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) =>
    names.map((name) => (row[name] === null || row[name] === undefined ? '–' : String(row[name]))),
  );
  const widths = names.map((name, at) =>
    Math.max(name.length, ...cells.map((line) => line[at]?.length ?? 0)),
  );
  const isNumber = names.map((name) =>
    rows.every((row) => ['number', 'bigint'].includes(typeof row[name]) || row[name] === null),
  );
  const line = (items: readonly string[]) =>
    items
      .map((item, at) => (isNumber[at] ? item.padStart(widths[at] ?? 0) : item.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(names), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}
