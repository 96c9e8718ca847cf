import { describe, expect, it } from 'vitest';
import { reachOf } from './reach.ts';
import { areaReader, DISTRICT, environmentOf } from './readers.ts';
import { newApp, synthesised } from './synthesised.ts';

const app = newApp();
await synthesised(await environmentOf(DISTRICT, areaReader('west', 'West'), areaReader('north', 'North')), {
  app,
});
const readers = ['district', 'west', 'north'];
const reach = Object.fromEntries(
  readers.map((reader) => [reader, reachOf(app, `control-tower-dev-reader-${reader}`)]),
);

const ATHENA = 'arn:aws:athena:us-east-1:{AWS.AccountId}';
const GLUE = 'arn:aws:glue:us-east-1:{AWS.AccountId}';
const KEY = expect.stringContaining('CuratedKey');

describe('the role of an area', () => {
  it('may do this by IAM, and nothing else', () => {
    const onKey = (reach.west?.actions ?? []).filter((action) => action.startsWith('kms:'));
    const others = (reach.west?.actions ?? []).filter((action) => !action.startsWith('kms:'));
    expect(others).toEqual(
      [
        ...['GetDataCatalog', 'GetDatabase', 'GetTableMetadata', 'ListDatabases', 'ListTableMetadata'].map(
          (action) => `athena:${action} on ${ATHENA}:datacatalog/AwsDataCatalog`,
        ),
        ...[
          'BatchGetQueryExecution',
          'GetQueryExecution',
          'GetQueryResults',
          'GetQueryResultsStream',
          'GetWorkGroup',
          'StartQueryExecution',
          'StopQueryExecution',
        ].map((action) => `athena:${action} on ${ATHENA}:workgroup/control-tower-dev-reader-west`),
        'athena:ListDataCatalogs on *',
        ...['GetDatabase', 'GetDatabases', 'GetTable', 'GetTables'].flatMap((action) => [
          `glue:${action} on ${GLUE}:catalog`,
          `glue:${action} on ${GLUE}:database/control_tower_dev_curated`,
          `glue:${action} on ${GLUE}:table/control_tower_dev_curated/*`,
        ]),
        `glue:GetDatabase on ${GLUE}:catalog`,
        `glue:GetDatabase on ${GLUE}:database/default`,
        'lakeformation:GetDataAccess on *',
      ].sort(),
    );
    const ownResults = `if StringEquals kms:EncryptionContext:aws:athena:arn ${ATHENA}:workgroup/control-tower-dev-reader-west`;
    expect(onKey.map((action) => action.replace(/ on \{[^}]*\}/, ''))).toEqual([
      `kms:Decrypt ${ownResults}`,
      'kms:DescribeKey',
      `kms:GenerateDataKey ${ownResults}`,
    ]);
    for (const action of onKey) expect(action).toEqual(KEY);
  });

  it('is granted this by Lake Formation, and nothing else', () => {
    expect(reach.west?.granted.map((grant) => grant.replace(/-[0-9a-f]{8}$/, ''))).toEqual(
      [
        'DESCRIBE on Database control_tower_dev_curated',
        'DESCRIBE on Database default',
        // A new curated table is written here by whoever has looked at whom its model opens it to.
        ...[
          'dim_measure',
          'dim_organisation',
          'dim_school_year',
          'dim_subgroup',
          'dim_window',
          'fct_measure',
          'fct_measure_suppressed',
          'fct_plan_item',
          'fct_plan_item_suppressed',
          'fct_target',
          'publishes',
        ].map((table) => `SELECT on DataCellsFilter control_tower_dev_curated ${table} west-${table}`),
      ].sort(),
    );
  });

  it('is let in by no policy of another resource', () => {
    expect(reach.west?.namedBy).toEqual([]);
  });
});

it('two areas differ in their names and in nothing else', () => {
  const named = (reader: string) =>
    JSON.stringify(reach[reader])
      .replaceAll(reader, 'area')
      .replaceAll(/-[0-9a-f]{8}"/g, '"');
  expect(named('north')).toBe(named('west'));
});

it.each(readers)('%s reaches no bucket, no row of students and no workgroup but its own', (reader) => {
  const all = [...(reach[reader]?.actions ?? []), ...(reach[reader]?.granted ?? [])];
  const reaches = (pattern: RegExp) => all.filter((one) => pattern.test(one));
  expect(reaches(/^s3/)).toEqual([]);
  expect(reaches(/inbox|store|bucket/i)).toEqual([]);
  expect(reaches(/_model/)).toEqual([]);
  expect(reaches(/StudentKey/)).toEqual([]);
  expect(
    reaches(/workgroup/).filter((one) => !one.endsWith(`:workgroup/control-tower-dev-reader-${reader}`)),
  ).toEqual([]);
  expect(reaches(/^(SELECT|ALL|SUPER)/).filter((one) => !one.includes('on DataCellsFilter '))).toEqual([]);
  expect(reaches(/DataCellsFilter/).filter((one) => !one.includes(` ${reader}-`))).toEqual([]);
});
