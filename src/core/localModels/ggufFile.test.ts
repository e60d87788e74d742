import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeGguf } from '../../engine/llms/llamaCpp/testing/makeGguf'
import { readGguf } from './ggufFile'

let folder: string
let whole: string
let bytes: number

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-gguf-'))
  whole = join(folder, 'whole.gguf')
  makeGguf(whole)
  bytes = readFileSync(whole).length
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function changed(change: (file: Buffer) => void): string {
  const path = join(folder, 'changed.gguf')
  const file = readFileSync(whole)
  change(file)
  writeFileSync(path, file)
  return path
}

test('a whole model is what its notes say', async () => {
  expect(await readGguf(whole)).toEqual({ kind: 'chat', dimension: null })
})

test.each([0.02, 0.1, 0.5, 0.9, 0.999])('a model cut off after %d of its bytes is refused before it is taken', async (share) => {
  const path = changed(() => {})
  truncateSync(path, Math.floor(bytes * share))
  await expect(readGguf(path)).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/cut off/u) as string })
})

test('a model with more weights or more notes than it holds is refused', async () => {
  const moreWeights = changed((file) => file.writeBigUInt64LE(1_000n, 8))
  await expect(readGguf(moreWeights)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const moreNotes = changed((file) => file.writeBigUInt64LE(9_000n, 16))
  await expect(readGguf(moreNotes)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
