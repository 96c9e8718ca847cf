import { defineConfig } from 'vitest/config';

// Tests that need more than Node have their own command, which says aloud when what they need is missing.
const TRINO = 'tests/**/*.trino.test.ts';
const BROWSER = 'tests/**/*.browser.test.ts';

export default defineConfig({
  test: {
    // Ends what hangs: far more than a slow and busy machine takes.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // By default one processor is left to a person who works meanwhile.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: [TRINO, BROWSER] } },
      {
        extends: true,
        test: {
          name: 'trino',
          include: [TRINO],
          globalSetup: ['tests/start-trino.ts'],
          // Each may start a Trino of its own.
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      { extends: true, test: { name: 'browser', include: [BROWSER] } },
    ],
  },
});
