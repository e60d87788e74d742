import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { documentErrorCodes } from '../../../contract/errors'
import { readContainer } from './testing/readContainer'
import { seed } from '../testing/seed'

const mutants = process.env.CARREL_LONG ? 4_000 : 300
const fixtures = join(import.meta.dirname, '../fixtures')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-mutants-'))
  console.info(`seed ${seed}: ${mutants} damaged containers`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it(`a container that is damaged at random is read or refused with a reason, ${mutants} times`, { timeout: 600_000 }, async () => {
  const originals = ['eml', 'msg', 'mbox', 'zip'].flatMap((id) =>
    readdirSync(join(fixtures, id))
      .filter((name) => !name.endsWith('.md'))
      .map((name) => ({ name, bytes: readFileSync(join(fixtures, id, name)) })),
  )
  const random = randomNumbers(seed)
  const ends = new Map<string, number>()
  for (let n = 0; n < mutants; n++) {
    const { name, bytes } = originals[n % originals.length]!
    const path = join(folder, name)
    writeFileSync(path, mutate(bytes, random))
    const started = performance.now()
    const end = await readContainer(path).then(
      (read) => (read.text.trim() === '' ? 'empty' : 'read'),
      (error: { code?: string; stack?: string }) =>
        (documentErrorCodes as readonly string[]).includes(error.code ?? '') ? error.code! : String(error.stack),
    )
    ends.set(end, (ends.get(end) ?? 0) + 1)
    expect(end === 'read' || (documentErrorCodes as readonly string[]).includes(end), `mutant ${n} of seed ${seed} (${name}): ${end}`).toBe(
      true,
    )
    expect(performance.now() - started, `mutant ${n} of seed ${seed} (${name})`).toBeLessThan(10_000)
  }
  console.info(Object.fromEntries(ends))
  expect(ends.get('read')).toBeGreaterThan(mutants / 10)
})

/** One to eight changes: bits, bytes, numbers, pieces left out, doubled or moved, the end cut off. */
function mutate(original: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(original)
  const upTo = (n: number) => Math.floor(random() * n)
  for (let left = 1 + upTo(8); left > 0 && bytes.length > 8; left--) {
    const at = upTo(bytes.length - 4)
    const length = 1 + upTo(Math.min(64, bytes.length - at))
    const kind = upTo(7)
    if (kind === 0) bytes[at] = bytes[at]! ^ (1 << upTo(8))
    else if (kind === 1) bytes[at] = [0, 1, 0x7f, 0x80, 0xff][upTo(5)]!
    else if (kind === 2) bytes.writeUInt32LE(upTo(2) ? upTo(64) : upTo(2 ** 32), at)
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    else if (kind === 5) bytes.copyWithin(at, upTo(bytes.length), bytes.length)
    else if (upTo(4) === 0) bytes = bytes.subarray(0, at)
  }
  return bytes
}

/** mulberry32: small, seeded, good enough to choose damage. */
function randomNumbers(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
