import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { parquetWriteFile } from 'hyparquet-writer';
import { attendance } from '../feeds/attendance.ts';
import { sayCost } from './measure.ts';

/** What landing would be in plain JavaScript: csv-parse, zod row by row, hyparquet-writer. */
const [csv = '', parquet = ''] = process.argv.slice(2);
const columns = Object.fromEntries(attendance.fields.map((field) => [field.name, [] as unknown[]]));
const numbers = attendance.fields.filter(({ type }) => type.kind === 'integer').map(({ name }) => name);
let bad = 0;
for await (const cells of createReadStream(csv).pipe(parse({ columns: true, relax_column_count: true }))) {
  const record = Object.fromEntries(
    Object.entries(cells as Record<string, string>).filter(([, cell]) => cell !== ''),
  );
  const values = Object.fromEntries(
    Object.entries(record).map(([name, cell]) => [name, numbers.includes(name) ? Number(cell) : cell]),
  );
  const parsed = attendance.contract.safeParse(values);
  if (!parsed.success || !attendance.rules.every((rule) => rule.js(parsed.data))) {
    bad += 1;
    continue;
  }
  for (const [name, column] of Object.entries(columns))
    column.push((parsed.data as Record<string, unknown>)[name] ?? null);
}
parquetWriteFile({
  filename: parquet,
  columnData: Object.entries(columns).map(([name, data]) => ({
    name,
    data,
    type: numbers.includes(name) ? ('INT32' as const) : ('STRING' as const),
  })),
});
process.stdout.write(`${bad}\n`);
sayCost();
