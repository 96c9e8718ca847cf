import { join } from 'node:path';
import { expect, it } from 'vitest';
import { models } from '../refresh/name-models.ts';
import { nameOf, type Resource, readable, resourcesOf, synthesised } from './synthesised.ts';

const INTRINSIC = /^(Ref|Fn::(Join|GetAtt|ImportValue))$/;

/** A value of a template with its references as text. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat);
  if (typeof value === 'string') return nameOf(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && INTRINSIC.test(entries[0]?.[0] ?? '')) return readable(value);
  return Object.fromEntries(entries.map(([name, inner]) => [name, flat(inner)]));
}

/** A resource as one line for what it is, and one for each property. */
function linesOf([name, { Type, Properties = {}, DependsOn, DeletionPolicy }]: [string, Resource]): string[] {
  const { Tags: _, ...properties } = Properties;
  const rest = { ...properties, ...(DependsOn && { DependsOn }), ...(DeletionPolicy && { DeletionPolicy }) };
  return [
    `${name} ${Type}`,
    ...Object.entries(rest).map(([key, value]) => `  ${key}: ${JSON.stringify(flat(value))}`),
  ];
}

/** Without what changes though nothing else does: hashes of code, and names made of them. */
function withoutHashes(line: string): string {
  return line
    .replaceAll(/[0-9a-f]{64}/g, '<hash>')
    .replaceAll(/(CurrentVersion)[0-9A-Fa-f]{8,}/g, '$1<hash>')
    .replaceAll(/(SchedulerRoleForTarget)[0-9a-f]{6}/g, '$1<hash>');
}

it('the whole app is what was agreed on: look at what changed, then update the snapshot', async () => {
  const tower = await synthesised('dev', { models });
  const lines = Object.entries(tower).flatMap(([name, stack]) => [
    `== ${name}`,
    ...Object.entries(resourcesOf(stack)).flatMap(linesOf),
  ]);
  const text = `${lines.map(withoutHashes).join('\n')}\n`;
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'whole-app.snapshot.txt'));
});
