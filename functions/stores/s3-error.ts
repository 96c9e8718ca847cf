/** A request that S3 refused or did not answer: says of which object, and what can be done about it. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly bucket: string;
  readonly key: string;
  /** S3's own name for what went wrong. */
  readonly code: string;

  constructor(what: 'read' | 'write' | 'list' | 'remove', bucket: string, key: string, cause: unknown) {
    const code = codeOf(cause);
    const message = cause instanceof Error ? cause.message : '';
    const said = ['', code, 'UnknownError'].includes(message) ? '' : ` (${message})`;
    super(`cannot ${what} s3://${bucket}/${key}: ${code}${said}. ${adviceOn(code, bucket)}`.trim(), {
      cause,
    });
    this.bucket = bucket;
    this.key = key;
    this.code = code;
  }
}

/** S3's name for an error; a HEAD has no body to name it in, so that only its status does. */
export function codeOf(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  const status = statusOf(error);
  if (status !== undefined && (name === undefined || name === 'Unknown' || name === 'UnknownError'))
    return `HTTP ${status}`;
  return String((status === undefined ? code : undefined) ?? name ?? 'unknown');
}

export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function adviceOn(code: string, bucket: string): string {
  switch (code) {
    case 'AccessDenied':
    case 'HTTP 403':
      return (
        'Grant the role that runs this the bucket and its key; without s3:ListBucket an object that ' +
        'is missing is also told as denied.'
      );
    case 'NoSuchKey':
    case 'NotFound':
      return 'There is no such object: was it removed, or is it of another deployment?';
    case 'NoSuchBucket':
      return `There is no bucket ${bucket}: is the stack deployed, and are the names of its buckets right?`;
    case 'SlowDown':
    case 'ServiceUnavailable':
    case 'InternalError':
      return 'S3 was asked several times; run it again in some minutes.';
    default:
      return '';
  }
}
