import { z } from 'zod';

/** What tells a published figure from any other. */
export const figureKey = z.object({
  measure_code: z.string(),
  school_year: z.int(),
  window_code: z.string(),
  organisation_level: z.string(),
  organisation_code: z.string(),
  grade: z.string(),
  subgroup_code: z.string(),
  source: z.string(),
});
