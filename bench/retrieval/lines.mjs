import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The first lines of a gzipped file. */
export async function firstLines(path, count) {
  const lines = []
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    lines.push(line)
    if (lines.length >= count) break
  }
  return lines
}
