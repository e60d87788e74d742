import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import { leastBytes } from './ggufExtents'

/** Versions of the format that llama.cpp reads (ggml/docs/gguf.md). */
const versions = [2, 3]
/** How much of a file is looked at: its notes stand first, a vocabulary of 250,000 words among them. */
const mostHead = 32 << 20
const mostEntries = 10_000

/** Bytes of a value, by its type; strings and arrays say theirs. */
const sizes: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 }
const uint32 = 4
const string = 8
const array = 9

/** Architectures of llama.cpp that only make vectors. */
const encoders = /^(?:.*bert.*|gemma-embedding|t5encoder|llama-embed)$/
/** `pooling_type`: 1 mean, 2 first, 3 last, 4 a score for two texts. */
const pools = [1, 2, 3]
const scores = 4

/** What a file in GGUF is for, by its own notes. */
export interface GgufNotes {
  kind: 'chat' | 'embedding'
  /** Numbers in a vector; null for a language model, and where it does not say. */
  dimension: number | null
}

/** Reads the notes at the beginning of a file. Throws BAD_REQUEST where it is no model in GGUF, or one for nothing here. */
export async function readGguf(path: string): Promise<GgufNotes> {
  const { size } = await stat(path)
  const head = Buffer.alloc(Math.min(mostHead, size))
  const file = await open(path)
  await file.read(head, 0, head.length, 0).finally(() => file.close())
  const isGguf = head.length >= 24 && head.toString('latin1', 0, 4) === 'GGUF'
  if (!isGguf) throw new AppError('BAD_REQUEST', 'This is no model in GGUF. Choose a file that ends in .gguf.')
  if (!versions.includes(head.readUInt32LE(4)))
    throw new AppError('BAD_REQUEST', 'This model is in a version of GGUF that cannot be read. Look for a newer file of it.')
  if (head.readBigUInt64LE(8) === 0n) throw new AppError('BAD_REQUEST', 'This file holds words and no weights: it is not a whole model.')
  const { architecture = '', numbers, end } = entriesOf(head)
  if (isCutOff(head, end, { size, alignment: numbers.get('general.alignment') }))
    throw new AppError(
      'BAD_REQUEST',
      'This file is cut off: it is shorter than its own list of weights says. Fetch or copy it again, and compare its size with the source.',
    )
  const pooling = numbers.get(`${architecture}.pooling_type`)
  if (pooling === scores)
    throw new AppError('BAD_REQUEST', 'This model scores two texts: a reranker in GGUF cannot be used. Take one in ONNX.')
  const isEmbedding = encoders.test(architecture) || (pooling !== undefined && pools.includes(pooling))
  return isEmbedding
    ? { kind: 'embedding', dimension: numbers.get(`${architecture}.embedding_length`) ?? null }
    : { kind: 'chat', dimension: null }
}

/** Whether a file ends before its weights do, by its own counts. One whose notes alone are longer than what is looked at is not judged. */
function isCutOff(head: Buffer, end: number | null, { size, alignment }: { size: number; alignment: number | undefined }): boolean {
  const isAll = head.length === size
  if (end === null) return isAll
  try {
    const count = Number(head.readBigUInt64LE(8))
    return leastBytes(head, end, { count, ...(alignment ? { alignment } : {}) }) > size
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return isAll
  }
}

interface Entries {
  architecture?: string
  numbers: Map<string, number>
  /** Where the list of weights begins; null where the notes go on beyond what is looked at. */
  end: number | null
}

/** The architecture and the whole numbers among the notes, as far as they can be read. */
function entriesOf(head: Buffer): Entries {
  const numbers = new Map<string, number>()
  let architecture: string | undefined
  let end: number | null = null
  const count = Math.min(Number(head.readBigUInt64LE(16)), mostEntries)
  let at = 24
  const size = () => {
    const value = Number(head.readBigUInt64LE(at))
    at += 8
    return value
  }
  const skip = (type: number) => {
    // In two steps: what `at` is, changes while a size is read.
    const bytes = type === string ? size() : (sizes[type] ?? Infinity)
    at += bytes
    if (at > head.length) throw new RangeError('it goes on beyond what is looked at')
  }
  try {
    for (let i = 0; i < count; i++) {
      const length = size()
      const key = head.toString('utf8', at, at + Math.min(length, 256))
      at += length
      const type = head.readUInt32LE(at)
      at += 4
      if (key === 'general.architecture' && type === string) {
        const from = at + 8
        architecture = head.toString('utf8', from, from + Math.min(64, Number(head.readBigUInt64LE(at))))
      }
      if (type === uint32) numbers.set(key, head.readUInt32LE(at))
      if (type !== array) skip(type)
      else {
        const of = head.readUInt32LE(at)
        at += 4
        const items = size()
        if (of === string) for (let item = 0; item < items; item++) skip(string)
        else at += items * (sizes[of] ?? Infinity)
      }
    }
    if (at <= head.length && BigInt(count) === head.readBigUInt64LE(16)) end = at
  } catch (error) {
    // A torn head tells what it tells.
    if (!(error instanceof RangeError)) throw error
  }
  return { numbers, end, ...(architecture === undefined ? {} : { architecture }) }
}

/** SHA-256 (hex) and size of a file. */
export async function hashOfFile(path: string): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  return { hash: hash.digest('hex'), bytes: (await stat(path)).size }
}
