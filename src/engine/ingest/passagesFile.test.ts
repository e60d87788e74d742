import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Passage } from '../passage'
import { digestOf, passageHash } from './passageHash'
import { readPassages, verifyPassages, writePassages } from './passagesFile'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-passages-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

function passage(ordinal: number): Passage {
  const draft = {
    id: `d.${ordinal}`,
    document: 'd',
    ordinal,
    page: 1,
    place: { kind: 'lines', from: 1, to: 2 } as const,
    text: `Passage ${ordinal} – “ümläut” ${'x'.repeat(ordinal % 977)}`,
    context: 'A › B',
    spans: [{ page: 1, start: 0, end: 12 }],
    boxes: [{ page: 1, x: 1.5, y: 2, width: 3, height: 4 }],
    vector: Float32Array.from({ length: 64 }, (_, i) => Math.fround(Math.sin(ordinal + i))),
  }
  return { ...draft, hash: passageHash(draft) }
}

async function write(path: string, passages: Passage[]) {
  const writer = await writePassages(path)
  for (let i = 0; i < passages.length; i += 64) await writer.write(passages.slice(i, i + 64))
  return writer.finish()
}

test('passages come back equal and in order, across the borders of what is read at once', async () => {
  const path = join(folder, 'p')
  const passages = Array.from({ length: 4_000 }, (_, i) => passage(i))
  expect(await write(path, passages)).toEqual({ passages: 4_000, digest: digestOf(passages) })
  const read: Passage[] = []
  for await (const one of readPassages(path)) read.push(one)
  expect(read).toEqual(passages)
})

test('a document without passages is a whole file too', async () => {
  const path = join(folder, 'none')
  await write(path, [])
  await expect(verifyPassages(path)).resolves.toBeUndefined()
})

test('a cut or changed file is refused', async () => {
  const path = join(folder, 'p')
  await write(path, [passage(1), passage(2)])
  const whole = await readFile(path)
  for (let length = 0; length < whole.length; length += 13) {
    await writeFile(path, whole.subarray(0, length))
    await expect(verifyPassages(path)).rejects.toMatchObject({ code: 'DATA_DAMAGED' })
  }
  for (let at = 0; at < whole.length; at += 17) {
    const changed = Buffer.from(whole)
    changed[at]! ^= 4
    await writeFile(path, changed)
    await expect(verifyPassages(path)).rejects.toMatchObject({ code: 'DATA_DAMAGED' })
  }
})

test('a writer that is closed before it finished leaves nothing behind', async () => {
  const writer = await writePassages(join(folder, 'p'))
  await writer.write([passage(1)])
  await writer.close()
  expect(await readdir(folder)).toEqual([])
})
