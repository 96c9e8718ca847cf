import { App, Stack } from 'aws-cdk-lib';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { expect, it } from 'vitest';
import { findingsIn, findingsOf } from './findings.ts';

const reader = { DataLakePrincipalIdentifier: { 'Fn::GetAtt': ['ReaderRole', 'Arn'] } };
const everyone = { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' };
const filter = { TableCatalogId: '1', DatabaseName: 'curated', TableName: 'fct_measure', Name: 'west' };
const table = { CatalogId: '1', DatabaseName: 'curated', Name: 'fct_measure' };

function granted(permissions: string[], resource: object, change: object = {}): string[] {
  return findingsIn('AWS::LakeFormation::PrincipalPermissions', {
    Principal: reader,
    Permissions: permissions,
    PermissionsWithGrantOption: [],
    Resource: resource,
    ...change,
  });
}

it('rows granted through a data cells filter keep every rule', () => {
  expect(granted(['SELECT'], { DataCellsFilter: filter })).toEqual([]);
});

it('describing a database keeps every rule', () => {
  expect(granted(['DESCRIBE'], { Database: { CatalogId: '1', Name: 'curated' } })).toEqual([]);
});

it.each([
  ['a table', { Table: table }],
  ['all tables', { Table: { CatalogId: '1', DatabaseName: 'curated', TableWildcard: {} } }],
  ['columns of a table', { TableWithColumns: { ...table, ColumnWildcard: {} } }],
  ['a database', { Database: { CatalogId: '1', Name: 'curated' } }],
  ['a tag', { LFTagPolicy: { CatalogId: '1', ResourceType: 'TABLE', Expression: [] } }],
])('rows granted on %s pass the filter by', (_, resource) => {
  expect(granted(['SELECT'], resource)).toEqual(['FilteredSelect[SELECT]']);
});

it('everything granted on a table is also its rows', () => {
  expect(granted(['ALL'], { Table: table })).toEqual(['FilteredSelect[ALL]']);
});

it('rows that may only be passed on are rows too', () => {
  expect(granted([], { Table: table }, { PermissionsWithGrantOption: ['SELECT'] })).toEqual([
    'FilteredSelect[SELECT]',
  ]);
});

it('rows granted on a table by the construct are found as those of a template are', () => {
  const stack = new Stack(new App(), 'Stack');
  new CfnPrincipalPermissions(stack, 'Grant', {
    principal: { dataLakePrincipalIdentifier: 'arn:aws:iam::000000000000:role/reader' },
    permissions: ['SELECT'],
    permissionsWithGrantOption: [],
    resource: { table: { catalogId: '1', databaseName: 'curated', name: 'fct_measure' } },
  });
  expect(findingsOf(stack)).toEqual(['FilteredSelect[SELECT]']);
});

it('a grant through a filter is for its holder alone', () => {
  expect(
    granted(['SELECT'], { DataCellsFilter: filter }, { PermissionsWithGrantOption: ['SELECT'] }),
  ).toEqual(['FilterGrantsSelectAlone[grant option]']);
});

it('a grant through a filter with another permission beside it has no effect', () => {
  expect(granted(['SELECT', 'INSERT'], { DataCellsFilter: filter })).toEqual([
    'FilterGrantsSelectAlone[INSERT]',
  ]);
});

it('a grant to IAMAllowedPrincipals is one to everyone', () => {
  expect(granted(['DESCRIBE'], { Table: table }, { Principal: everyone })).toEqual([
    'NoIamAllowedPrincipals[grant]',
  ]);
});

it('the legacy kind of grant is refused', () => {
  expect(findingsIn('AWS::LakeFormation::Permissions', { DataLakePrincipal: reader, Resource: {} })).toEqual([
    'FilteredSelect[legacy]',
  ]);
});

it.each([
  [{ CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] }, []],
  [{}, ['CreateDatabaseDefaultPermissions', 'CreateTableDefaultPermissions']],
  [
    {
      CreateDatabaseDefaultPermissions: [],
      CreateTableDefaultPermissions: [{ Permissions: ['ALL'], Principal: everyone }],
    },
    ['CreateTableDefaultPermissions'],
  ],
])('settings %j open to everyone: %j', (settings, findings) => {
  expect(findingsIn('AWS::LakeFormation::DataLakeSettings', settings)).toEqual(
    findings.map((finding) => `NoIamAllowedPrincipals[${finding}]`),
  );
});

it.each([
  [{ CreateTableDefaultPermissions: [] }, []],
  [{}, ['NoIamAllowedPrincipals[CreateTableDefaultPermissions]']],
])('a database whose tables begin with %j has the findings %j', (input, findings) => {
  expect(findingsIn('AWS::Glue::Database', { DatabaseInput: { Name: 'curated', ...input } })).toEqual(
    findings,
  );
});

const location = {
  ResourceArn: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
  RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
  UseServiceLinkedRole: false,
  HybridAccessEnabled: false,
};

it.each([
  [{}, []],
  [{ HybridAccessEnabled: true }, ['HybridAccessEnabled']],
  [{ HybridAccessEnabled: undefined }, ['HybridAccessEnabled']],
  [{ UseServiceLinkedRole: true }, ['UseServiceLinkedRole']],
  [{ RoleArn: undefined }, ['RoleArn']],
])('a location registered with %j has the findings %j', (change, findings) => {
  expect(findingsIn('AWS::LakeFormation::Resource', { ...location, ...change })).toEqual(
    findings.map((finding) => `NoHybridAccess[${finding}]`),
  );
});
