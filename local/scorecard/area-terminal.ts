import { type AreaReport, partsWords, periodOf, type ReportColumn, type ReportLine } from './area-reports.ts';
import { valueWords } from './figure.ts';
import { cell, paint, plain, type Screen, STATUS_MARKS, wrap } from './screen.ts';
import { isJudged, JUDGED, STATUS_WORDS } from './words.ts';

const CELL_COLUMNS = 10;
const NAME_COLUMNS = 30;

/** The report of a group of areas for a terminal: its own measures by number, then who stands where. */
export function areaLines(report: AreaReport, screen: Screen): string[] {
  const numbered = report.columns.map((column, index) => ({ column, index, place: `${index + 1}` }));
  const marks = JUDGED.map((status) => `${STATUS_MARKS[status]} ${STATUS_WORDS[status]}`).join(', ');
  return [
    paint(screen, 'bold', plain(`${partsWords(report)}: own measures`).toUpperCase()),
    paint(screen, 'dim', '─'.repeat(screen.columns)),
    ...numbered.flatMap(({ column, place }) => columnLines(column, place, screen)),
    ...inBlocks(numbered, screen).flatMap((block) => [
      '',
      headLine(block, screen),
      ...report.lines.map((line) => lineOf(line, block, screen)),
    ]),
    ...(report.without.length > 0
      ? wrap(`No figure yet: ${report.without.join('; ')}`, screen.columns, '')
      : []),
    paint(screen, 'dim', `${marks}; without a mark there is no target of its own`),
    '',
  ];
}

interface Numbered {
  readonly column: ReportColumn;
  readonly index: number;
  readonly place: string;
}

function columnLines({ measure, ...column }: ReportColumn, place: string, screen: Screen): string[] {
  const lower = measure.direction === 'lower' ? ['lower is better'] : [];
  const facts = [measure.name, periodOf(column), ...lower, ...column.origins];
  const [first = '', ...rest] = wrap(facts.join(' · '), screen.columns, '    ');
  return [`${place.padStart(2)}  ${first.trimStart()}`, ...rest];
}

/** As many measures side by side as the screen holds, in blocks of about the same width. */
function inBlocks(columns: readonly Numbered[], screen: Screen): Numbered[][] {
  const most = Math.max(1, Math.floor((screen.columns - NAME_COLUMNS) / (CELL_COLUMNS + 1)));
  const size = Math.ceil(columns.length / Math.ceil(columns.length / most));
  const blocks = Math.ceil(columns.length / size) || 0;
  return Array.from({ length: blocks }, (_, block) => columns.slice(block * size, (block + 1) * size));
}

function headLine(block: readonly Numbered[], screen: Screen): string {
  const places = block.map(({ place }) => cell(place, CELL_COLUMNS, 'right'));
  return paint(screen, 'dim', [cell('', NAME_COLUMNS), ...places].join(' '));
}

function lineOf(
  { organisation, is, figures }: ReportLine,
  block: readonly Numbered[],
  screen: Screen,
): string {
  const name = cell(`${is === 'school' ? '  ' : ''}${organisation.name}`, NAME_COLUMNS);
  const cells = block.map(({ column, index }) => {
    const figure = figures[index] ?? null;
    if (figure === null) return cell('–', CELL_COLUMNS, 'right');
    const mark = isJudged(figure.status) ? `${STATUS_MARKS[figure.status]} ` : '';
    return cell(`${mark}${valueWords(column.measure.kind, figure)}`, CELL_COLUMNS, 'right');
  });
  return [is === 'school' ? name : paint(screen, 'bold', name), ...cells].join(' ');
}
