import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { complaintsAbout } from '../../infra/validate.ts';

async function complaintsAboutFilter(properties: object): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'validate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'filter.template.json');
  const Filter = { Type: 'AWS::LakeFormation::DataCellsFilter', Properties: properties };
  await writeFile(path, JSON.stringify({ Resources: { Filter } }));
  return complaintsAbout([path]).map(({ resource, message }) => `${resource}: ${message}`);
}

const kept = {
  TableCatalogId: '000000000000',
  DatabaseName: 'curated',
  TableName: 'fct_measure',
  Name: 'west-fct_measure-00000000',
  RowFilter: { FilterExpression: "performance_area = 'West'" },
};

it('a template that CloudFormation knows raises no complaint', async () => {
  expect(await complaintsAboutFilter(kept)).toEqual([]);
});

it('a misspelt property is found without a network', async () => {
  const { RowFilter, ...rest } = kept;
  expect(await complaintsAboutFilter({ ...rest, RowFiltr: RowFilter })).toEqual([
    expect.stringMatching(/^Filter .*RowFiltr/),
  ]);
});

it('a property that is missing is found', async () => {
  const { TableName, ...rest } = kept;
  expect(await complaintsAboutFilter(rest)).toEqual([expect.stringMatching(/TableName/)]);
});
