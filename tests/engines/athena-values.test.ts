import { expect, test } from 'vitest';
import { readRows } from '../../functions/engines/athena-values.ts';

test.each([
  ['varchar', '', ''],
  ['varchar', 'null', 'null'],
  ['integer', '-2147483648', -2_147_483_648],
  ['bigint', '9223372036854775807', 9_223_372_036_854_775_807n],
  ['double', '1.7976931348623157E308', 1.7976931348623157e308],
  ['double', '-Infinity', -Infinity],
  ['boolean', 'true', true],
  ['boolean', 'false', false],
  ['date', '2025-05-31', '2025-05-31'],
  ['timestamp', '2025-05-31 10:00:00.125', '2025-05-31T10:00:00.125'],
  ['timestamp', '2025-05-31 10:00:00.125000', '2025-05-31T10:00:00.125'],
  ['timestamp', '2025-05-31 10:00:00', '2025-05-31T10:00:00.000'],
  ['bigint', null, null],
] as const)('%s %s is read as %s', (type, text, value) => {
  expect(readRows({ columns: [{ name: 'it', type }], rows: [[text]] })).toEqual([{ it: value }]);
});
