import highs, { type Highs } from 'highs';

/** Loads the solver HiGHS, which runs in this process. */
export async function openSolver(): Promise<Highs> {
  // The package declares its default export as a CommonJS module would have it; it ships an ES module.
  const load = highs as unknown as typeof highs.default;
  return await load();
}
