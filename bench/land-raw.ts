import { DuckDBInstance } from '@duckdb/node-api';
import { attendance } from '../feeds/attendance.ts';
import { sayCost } from './measure.ts';

/** The least that landing could cost: DuckDB copies the CSV to Parquet as text, and checks nothing. */
const [csv, parquet] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:', { memory_limit: '512MB' })).connect();
await connection.run(`set temp_directory = '${parquet}.spill'`);
const columns = attendance.fields.map((field) => `'${field.name}': 'VARCHAR'`).join(', ');
await connection.run(
  `copy (from read_csv('${csv}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    strict_mode = true, ignore_errors = true, columns = {${columns}}))
  to '${parquet}' (format parquet, compression zstd)`,
);
sayCost();
