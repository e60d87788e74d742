import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors'

/** Versions of the format that llama.cpp reads (ggml/docs/gguf.md). */
const versions = [2, 3]

/** Looks at the beginning of a file. Throws BAD_REQUEST where it is no model in GGUF. */
export async function requireGguf(path: string): Promise<void> {
  const head = Buffer.alloc(24)
  const file = await open(path)
  const { bytesRead } = await file.read(head, 0, head.length, 0).finally(() => file.close())
  const isGguf = bytesRead === head.length && head.toString('latin1', 0, 4) === 'GGUF'
  if (!isGguf) throw new AppError('BAD_REQUEST', 'This is no language model in GGUF. Choose a file that ends in .gguf.')
  if (!versions.includes(head.readUInt32LE(4)))
    throw new AppError('BAD_REQUEST', 'This model is in a version of GGUF that cannot be read. Look for a newer file of it.')
  if (head.readBigUInt64LE(8) === 0n) throw new AppError('BAD_REQUEST', 'This file holds words and no weights: it is not a whole model.')
}

/** SHA-256 (hex) and size of a file. */
export async function hashOfFile(path: string): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  return { hash: hash.digest('hex'), bytes: (await stat(path)).size }
}
