import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { AppError } from '../../contract/errors'
import type { Passage } from '../passage'
import { passageDigest } from './passageHash'

/*
 * Passages on their way from an ingest worker to the index worker: frames of [magic, JSON length, numbers in the vector, crc32],
 * JSON without the vector, the vector as little-endian floats. The last frame holds their number and digest, so that a cut file is noticed.
 */

const magic = 0x31535043
const headerBytes = 16

export interface PassagesWriter {
  write(passages: readonly Passage[]): Promise<void>
  /** Makes the file durable under its name. */
  finish(): Promise<{ passages: number; digest: string }>
  /** Closes and, unless finished, removes what was written. */
  close(): Promise<void>
}

/** Writes passages to `path`, which appears when they are all there. */
export async function writePassages(path: string): Promise<PassagesWriter> {
  const temporary = `${path}.tmp`
  const file = await open(temporary, 'w')
  const sum = passageDigest()
  let passages = 0
  let finished = false
  return {
    async write(batch) {
      for (const passage of batch) sum.add(passage)
      passages += batch.length
      await file.appendFile(Buffer.concat(batch.map(encodePassage)))
    },
    async finish() {
      const end = { passages, digest: sum.digest() }
      await file.appendFile(encodeFrame(end, new Float32Array()))
      await file.sync()
      await file.close()
      await rename(temporary, path)
      finished = true
      return end
    },
    async close() {
      if (finished) return
      await file.close()
      await rm(temporary, { force: true })
    },
  }
}

/** Reads the passages of a file in order. Throws DATA_DAMAGED where it is not whole or not what was written. */
export async function* readPassages(path: string): AsyncGenerator<Passage> {
  let passages = 0
  const sum = passageDigest()
  for await (const { content, vector } of frames(path)) {
    if ('digest' in content) {
      if (content.digest === sum.digest() && content.passages === passages) return
      throw damaged()
    }
    const passage = { ...(content as Omit<Passage, 'vector'>), vector }
    sum.add(passage)
    passages++
    yield passage
  }
  throw damaged()
}

/** Reads a whole file to see that it is what was written. Throws DATA_DAMAGED. */
export async function verifyPassages(path: string): Promise<void> {
  for await (const passage of readPassages(path)) if (passage.vector.length === 0) throw damaged()
}

function encodePassage({ vector, ...content }: Passage): Buffer {
  return encodeFrame(content, vector)
}

function encodeFrame(content: object, vector: Float32Array): Buffer {
  const json = Buffer.from(JSON.stringify(content))
  const body = Buffer.concat([json, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)])
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32LE(magic, 0)
  header.writeUInt32LE(json.length, 4)
  header.writeUInt32LE(vector.length, 8)
  header.writeUInt32LE(crc32(body), 12)
  return Buffer.concat([header, body])
}

async function* frames(path: string): AsyncGenerator<{ content: Record<string, unknown>; vector: Float32Array }> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    rest = rest.length ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer)
    let at = 0
    while (at + headerBytes <= rest.length) {
      if (rest.readUInt32LE(at) !== magic) throw damaged()
      const jsonBytes = rest.readUInt32LE(at + 4)
      const next = at + headerBytes + jsonBytes + rest.readUInt32LE(at + 8) * 4
      if (next > rest.length) break
      const body = rest.subarray(at + headerBytes, next)
      if (crc32(body) !== rest.readUInt32LE(at + 12)) throw damaged()
      const vector = new Float32Array(Uint8Array.from(body.subarray(jsonBytes)).buffer)
      yield { content: JSON.parse(body.toString('utf8', 0, jsonBytes)) as Record<string, unknown>, vector }
      at = next
    }
    rest = rest.subarray(at)
  }
  if (rest.length) throw damaged()
}

function damaged(): AppError {
  return new AppError('DATA_DAMAGED', 'The passages of the document were damaged on their way to the index: retry the document.')
}
