import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/**
 * What the source itself says a file hashes to. Hugging Face gives the SHA-256 of large files (`X-Linked-Etag`), and of small ones, which
 * lie in git, that of the blob (`ETag`); the servers it leads on to are others, so this is worth comparing.
 */
export interface AnnouncedHash {
  kind: 'sha256' | 'git'
  value: string
}

/** Whether a file is what was announced; its SHA-256 is known. */
export async function isAsAnnounced({ kind, value }: AnnouncedHash, path: string, sha256: string): Promise<boolean> {
  if (kind === 'sha256') return value === sha256
  // git hashes a blob with its length before it (git-scm.com, Git Objects).
  const { size } = await stat(path)
  return value === (await digest(path, createHash('sha1').update(`blob ${size}\0`)))
}

/** The SHA-256 of the part of a file that is there in whole. */
export async function hashOfPart(path: string): Promise<string> {
  return digest(`${path}.part`, createHash('sha256'))
}

async function digest(path: string, hash: ReturnType<typeof createHash>): Promise<string> {
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
