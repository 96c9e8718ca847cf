import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../infra/environment.ts';

const folder = await mkdtemp(join(tmpdir(), 'environments-'));
afterAll(() => rm(folder, { recursive: true }));

const dev = JSON.parse(
  await readFile(join(import.meta.dirname, '../../infra/environments/dev.json'), 'utf8'),
) as Record<string, unknown>;

/** What is said of an environment that is dev's but for these fields. */
async function complaintAbout(fields: object): Promise<string> {
  await writeFile(join(folder, 'east.json'), JSON.stringify({ ...dev, ...fields }));
  return await readEnvironment('east', folder).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

describe('an environment', () => {
  it.each(['dev', 'production'])('of this project can be read: %s', async (name) => {
    expect((await readEnvironment(name)).name).toBe(name);
  });

  it('of this project names no account', async () => {
    for (const name of ['dev', 'production'])
      expect((await readEnvironment(name)).account, name).toBeUndefined();
  });

  it('that is not there is answered with those that are', async () => {
    await expect(readEnvironment('prod')).rejects.toThrow(
      'there is no environment "prod": choose one with -c environment=NAME, of dev, production, or add infra/environments/prod.json',
    );
  });

  it('that is not JSON is named', async () => {
    await writeFile(join(folder, 'broken.json'), '{ "prefix": ');
    await expect(readEnvironment('broken', folder)).rejects.toThrow(
      'infra/environments/broken.json is not JSON: ',
    );
  });

  it.each([
    [{ prefix: 'Control_Tower' }, 'prefix: use lower case, digits and hyphens'],
    [{ account: '1234' }, 'account: write the 12 digits of the account'],
    [{ region: 'Virginia' }, 'region: write a region, such as us-east-1'],
    [{ architecture: 'x64' }, 'architecture: Invalid option: expected one of "arm64"|"x86_64"'],
    [
      { production: true, destroyData: true, alarmEmails: ['a@example.org'] },
      'destroyData: data of production',
    ],
    [{ production: true, destroyData: false }, 'alarmEmails: someone must be told'],
    [{ alarmEmails: ['somebody'] }, 'alarmEmails.0: Invalid email address'],
    [{ retention: { ...(dev.retention as object), logDays: 45 } }, 'retention.logDays: Invalid input'],
    [
      { athena: { bytesPerQuery: 1_000 } },
      'athena.bytesPerQuery: Too small: expected number to be >=10000000',
    ],
    [
      { refresh: { ...(dev.refresh as object), schedule: 'every night' } },
      'refresh.schedule: write it as EventBridge Scheduler does, such as cron(0 5 * * ? *)',
    ],
    [{ budget: 5 }, 'the file: Unrecognized key: "budget"'],
  ])('with %j is refused with the field and the cure', async (fields, complaint) => {
    expect(await complaintAbout(fields)).toContain(
      `infra/environments/east.json cannot be used:\n  ${complaint}`,
    );
  });

  it('says all that is wrong at once', async () => {
    expect((await complaintAbout({ prefix: 'X', region: 'Y' })).split('\n')).toHaveLength(3);
  });
});

describe('a reader', () => {
  const reader = {
    name: 'north',
    grants: [
      {
        scope_kind: 'performance_area',
        scope_code: 'North',
        detail: 'aggregates',
        sees_district_totals: true,
      },
    ],
    trust: { kind: 'role', arn: 'arn:aws:iam::000000000000:role/gateway' },
  };

  it.each([
    [{ name: 'Area North' }, 'readers.0.name: use lower case, digits and hyphens'],
    [{ grants: [] }, 'readers.0.grants: give at least one grant, or leave the reader out'],
    [{ trust: { kind: 'role', arn: '*' } }, 'readers.0.trust.arn: write the ARN of a role'],
    [
      { trust: { kind: 'saml', providerArn: 'arn:aws:iam::000000000000:role/x' } },
      'readers.0.trust.providerArn: write the ARN of a SAML provider',
    ],
    [{ trust: { kind: 'anyone' } }, 'readers.0.trust.kind: Invalid'],
  ])('with %j is refused', async (fields, complaint) => {
    expect(await complaintAbout({ readers: [{ ...reader, ...fields }] })).toContain(complaint);
  });

  it('is accepted with a role and with a SAML provider', async () => {
    const saml = { kind: 'saml', providerArn: 'arn:aws:iam::000000000000:saml-provider/Entra' };
    expect(await complaintAbout({ readers: [reader, { ...reader, name: 'south', trust: saml }] })).toBe(
      'nothing',
    );
  });

  it('has a name of its own', async () => {
    expect(await complaintAbout({ readers: [reader, reader] })).toContain(
      'readers: two readers have one name',
    );
  });
});
