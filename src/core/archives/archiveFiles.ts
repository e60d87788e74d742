import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { AppError } from '../../contract/errors'

/*
 * What is sealed: records one after the other, each a head (four bytes of its length, then JSON), content and the SHA-256 of the content.
 * The first tells of the workspace, the last of the whole.
 */

export const ArchiveTitle = z.object({
  archive: z.literal(1),
  name: z.string().min(1).max(120),
  createdAt: z.string().max(40),
  exportedAt: z.string().max(40),
  writtenBy: z.string().max(60),
  /** Id of the workspace it stands for; only where that was sealed in place. */
  workspace: z.string().max(64).optional(),
})
export type ArchiveTitle = z.infer<typeof ArchiveTitle>

const FileHead = z.object({ path: z.string().max(500), bytes: z.number().int().nonnegative() })
const End = z.object({ files: z.number().int(), bytes: z.number().int() })

/** A file to be packed. */
export interface PackedFile {
  /** Within the workspace, with /. */
  path: string
  /** Absolute. */
  from: string
  bytes: number
}

const longestHead = 4_096
const hashBytes = 32
/** A workspace of a million documents has some three million files. */
const mostFiles = 5_000_000

/** Joins files into one stream of bytes. Throws where a file has not the size it had. */
export async function* pack(title: ArchiveTitle, files: readonly PackedFile[]): AsyncGenerator<Buffer> {
  yield headOf(title)
  let bytes = 0
  for (const file of files) {
    yield headOf({ path: file.path, bytes: file.bytes })
    const hash = createHash('sha256')
    let read = 0
    for await (const piece of createReadStream(file.from, { highWaterMark: 256 * 1024 })) {
      read += (piece as Buffer).length
      hash.update(piece as Buffer)
      yield piece as Buffer
    }
    if (read !== file.bytes) throw new AppError('DOCUMENT_BUSY', `${file.path} changed while it was packed. Export again.`)
    yield hash.digest()
    bytes += read
  }
  yield headOf({ files: files.length, bytes })
}

function headOf(value: object): Buffer {
  const json = Buffer.from(JSON.stringify(value))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

/** Where unpacked files go. */
export interface Unpacking {
  title(title: ArchiveTitle): void
  /** Begins a file, after its path was checked. */
  open(path: string, bytes: number): Promise<{ write(piece: Buffer): Promise<void>; close(): Promise<void> }>
}

/** Takes a stream of bytes apart and checks every path, size and hash; gives the number of files. Throws ARCHIVE_DAMAGED with the place. */
export async function unpack(bytes: AsyncIterable<Buffer>, into: Unpacking): Promise<{ files: number; bytes: number }> {
  const reader = new ByteReader(bytes)
  into.title(await readHead(reader, ArchiveTitle, 'its title'))
  const seen = new Set<string>()
  let total = 0
  for (;;) {
    const head = await readHead(reader, z.union([FileHead, End]), `the file after ${[...seen].at(-1) ?? 'its title'}`)
    if (!('path' in head)) {
      if (head.files !== seen.size || head.bytes !== total) throw damaged('its end: it counts other files than it holds')
      if ((await reader.rest()) > 0) throw damaged('its end: more follows')
      return { files: seen.size, bytes: total }
    }
    const { path } = head
    if (!isArchivePath(path)) throw damaged(`the name of a file, “${path.slice(0, 80)}”`)
    // Some file systems take capital letters for small ones.
    if (seen.has(path.toLowerCase()) || seen.size >= mostFiles) throw damaged(`${path}: it stands there twice, or there are too many files`)
    seen.add(path.toLowerCase())
    await takeFile(reader, head, into)
    total += head.bytes
  }
}

async function takeFile(reader: ByteReader, { path, bytes }: z.infer<typeof FileHead>, into: Unpacking): Promise<void> {
  const hash = createHash('sha256')
  const file = await into.open(path, bytes)
  try {
    for (let left = bytes; left > 0;) {
      const piece = await reader.upTo(left)
      if (!piece) throw damaged(`${path}: it ends too early`)
      hash.update(piece)
      await file.write(piece)
      left -= piece.length
    }
  } finally {
    await file.close()
  }
  const found = hash.digest()
  if (!(await reader.exactly(hashBytes))?.equals(found)) throw damaged(`${path}: its content is not what was packed`)
  const source = /^sources\/(.*)$/.exec(path)?.[1]
  if (source !== undefined && source !== found.toString('hex')) throw damaged(`${path}: its name is not the hash of its content`)
}

/** Only what a workspace holds, one step deeper at a time, never a way out: no empty, hidden or dotted step, no letters a system may read otherwise. */
export function isArchivePath(path: string): boolean {
  if (path === 'workspace.db') return true
  const steps = path.split('/')
  if (steps.length < 2 || steps.length > 8 || !['sources', 'pages', 'index', 'tables'].includes(steps[0]!)) return false
  // Windows keeps these for devices, with any ending.
  const isDevice = (step: string) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(step)
  return steps.every((step) => /^[A-Za-z0-9_][A-Za-z0-9_.%-]{0,199}$/.test(step) && !step.endsWith('.') && !isDevice(step))
}

async function readHead<T>(reader: ByteReader, schema: z.ZodType<T>, what: string): Promise<T> {
  const length = (await reader.exactly(4))?.readUInt32BE() ?? 0
  const json = length > 0 && length <= longestHead ? await reader.exactly(length) : null
  try {
    return schema.parse(JSON.parse(json?.toString() ?? ''))
  } catch (cause) {
    throw new AppError('ARCHIVE_DAMAGED', damaged(what).message, { cause })
  }
}

function damaged(what: string): AppError {
  return new AppError('ARCHIVE_DAMAGED', `The archive is damaged at ${what}. Nothing was imported. Take another copy of it.`)
}

/** Bytes of a stream by number. */
class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#pieces = bytes[Symbol.asyncIterator]()
  }

  /** At least one and at most so many; null at the end. */
  async upTo(most: number): Promise<Buffer | null> {
    while (this.#held.length === 0) {
      const next = await this.#pieces.next()
      if (next.done) return null
      this.#held = next.value
    }
    const piece = this.#held.subarray(0, most)
    this.#held = this.#held.subarray(piece.length)
    return piece
  }

  /** So many, or null where fewer are left. */
  async exactly(wanted: number): Promise<Buffer | null> {
    const pieces: Buffer[] = []
    for (let left = wanted; left > 0;) {
      const piece = await this.upTo(left)
      if (!piece) return null
      pieces.push(piece)
      left -= piece.length
    }
    return Buffer.concat(pieces)
  }

  /** How many are left, up to the first piece of them; reads to the end, for the seal of the last chunk. */
  async rest(): Promise<number> {
    const piece = await this.upTo(1)
    return piece ? 1 : 0
  }
}
