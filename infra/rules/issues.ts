import type { z } from 'zod';

/** Where a value is not what a schema asks for, as paths; none when it is. */
export function issuesOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value ?? {});
  return [...new Set(error?.issues.map(({ path }) => path.join('.')))];
}
