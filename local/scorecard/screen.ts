import type { Status } from './words.ts';

/** What the terminal can do. */
export interface Screen {
  readonly columns: number;
  readonly hasColor: boolean;
}

/** The screen of a stream: 80 to 120 columns, colour only for a person who has not asked for none. */
export function screenOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  return {
    columns: Math.min(120, Math.max(80, stream.columns ?? 100)),
    hasColor: stream.isTTY === true && !environment.NO_COLOR,
  };
}

export type Style = 'bold' | 'dim' | 'good' | 'fair' | 'bad';

const ESCAPES: Readonly<Record<Style, string>> = { bold: '1', dim: '2', good: '32', fair: '36', bad: '33' };

export function paint(screen: Screen, style: Style, words: string): string {
  return screen.hasColor ? `\u001b[${ESCAPES[style]}m${words}\u001b[0m` : words;
}

/** A mark beside the word, so that neither colour nor reading order carries a status alone. */
export const STATUS_MARKS: Readonly<Record<Status, string>> = {
  met: '✓',
  on_track: '↗',
  off_track: '↘',
  no_target: '–',
  no_data: '·',
  not_shown: '■',
};

export const STATUS_STYLES: Readonly<Record<Status, Style>> = {
  met: 'good',
  on_track: 'fair',
  off_track: 'bad',
  no_target: 'dim',
  no_data: 'dim',
  not_shown: 'dim',
};

/** Text from a table as it may stand on a terminal: one line, and nothing that steers the terminal. */
export function plain(words: string): string {
  return words.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

/** Words in lines of at most so many columns, each behind the indent. */
export function wrap(words: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(words).split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > columns) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}

/** Facts side by side, each whole: lines break between two facts. */
export function wrapFacts(facts: readonly string[], columns: number, indent: string): string[] {
  const lines: string[] = [];
  for (const fact of facts.map(plain)) {
    const line = lines.at(-1);
    const longer = `${line} · ${fact}`;
    if (line !== undefined && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(indent + fact);
  }
  return lines;
}

/** A cell of exactly so many columns, cut with an ellipsis where it is longer. */
export function cell(words: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const clean = plain(words);
  const fitting = clean.length > columns ? `${clean.slice(0, columns - 1)}…` : clean;
  return align === 'left' ? fitting.padEnd(columns) : fitting.padStart(columns);
}
