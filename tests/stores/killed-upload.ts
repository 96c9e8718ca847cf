import { openS3Client, s3Store } from '../../functions/stores/s3.ts';

/** A program that is killed, as by a power cut, while it moves a file into a bucket: `killed-upload.ts <bucket> <file> <key>`. */
const [bucket = '', path = '', key = ''] = process.argv.slice(2);
const client = openS3Client();
client.middlewareStack.add(
  (next, { commandName }) =>
    async (request) => {
      const answer = await next(request);
      if (commandName === 'UploadPartCommand') process.kill(process.pid, 'SIGKILL');
      return answer;
    },
  { step: 'initialize' },
);
await s3Store({ client, bucket, workFolder: '/nowhere' }).moveIn(path, key);
