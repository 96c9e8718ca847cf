import { spawnSync } from 'node:child_process';
import { findJava, MissingTool } from '../local/trino/java.ts';
import { fetchS3Server } from './aws/fetch-s3-server.ts';

/**
 * Runs the tests that need a Trino or an S3 server; where what these are made with is missing, Java or Go, they are
 * skipped aloud, and in CI they fail.
 */
try {
  await findJava();
  await fetchS3Server((line) => console.error(line));
  const { status } = spawnSync('vitest', ['run', '--project', 'trino', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof MissingTool)) throw error;
  process.stderr.write(`SKIPPED: the tests on a real Trino did not run. ${error.message}\n`);
  process.exitCode = process.env.CI ? 1 : 0;
}
