import { type Environment, type Reader, readEnvironment } from '../../infra/environment.ts';

const GATEWAY = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/gateway' } as const;

/** A reader of one performance area, who sees the district's totals beside it. */
export function areaReader(name: string, area: string, change: Partial<Reader> = {}): Reader {
  return {
    name,
    grants: [
      { scope_kind: 'performance_area', scope_code: area, detail: 'aggregates', sees_district_totals: true },
    ],
    trust: GATEWAY,
    ...change,
  };
}

export const DISTRICT: Reader = {
  name: 'district',
  grants: [
    { scope_kind: 'district', scope_code: '600LEA', detail: 'aggregates', sees_district_totals: true },
  ],
  trust: GATEWAY,
};

/** The environment dev with these readers. */
export async function environmentOf(...readers: readonly Reader[]): Promise<Environment> {
  return { ...(await readEnvironment('dev')), readers: [...readers] };
}
