import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedderOf, findEmbedder } from '..'
import { cosine } from '../../index/fuse'
import { createPieces } from './pieces'
import { loadTable } from './table'

const resources = resolve(import.meta.dirname, '../../../../resources')
const { sha256 } = JSON.parse(readFileSync(join(resources, 'starter/config.json'), 'utf8')) as { sha256: string }
let folder: string

beforeAll(() => {
  process.env.CARREL_RESOURCES = resources
  folder = mkdtempSync(join(tmpdir(), 'carrel-starter-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const closeness = async (query: string, texts: string[]) => {
  const [first, ...others] = await embedderOf('starter').embed([query, ...texts], 'passage', {})
  return others.map((one) => cosine(first!, one))
}

describe('the starter embedding', () => {
  it('gives unit vectors of its dimension for any text, also for none', async () => {
    const starter = embedderOf('starter')
    for (const vector of await starter.embed(['a lease', '', '…', '租约', '😀', 'x'.repeat(100_000)], 'passage', {})) {
      expect(vector).toHaveLength(256)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    }
  })

  it('puts texts of one matter nearer than others, with hardly a word in common', async () => {
    const [own, other] = await closeness('The physician treated the patient for a disease of the heart.', [
      'Cardiac illness is diagnosed by doctors in a hospital and treated with medicine.',
      'The railway opened a new line between the two towns, with stations at every village.',
    ])
    expect(own).toBeGreaterThan(other! + 0.1)
  })

  it.each([
    ['Cyrillic', 'договор аренды квартиры', 'договоры об аренде', 'погода на завтра'],
    ['Chinese', '租赁协议', '本协议由出租人签订租赁', '明天天气很好'],
    ['Greek', 'μισθωτήριο συμβόλαιο', 'το συμβόλαιο μίσθωσης', 'ο καιρός αύριο'],
    ['accents', 'la résiliation du contrat', 'resiliation contrat', 'le temps demain'],
  ])('does not lose words: %s', async (_script, query, same, other) => {
    const [own, strange] = await closeness(query, [same, other])
    expect(own).toBeGreaterThan(strange! + 0.15)
  })

  it('carries its edition in its id, and refuses to stand in for another', async () => {
    const own = embedderOf(`starter-${sha256.slice(0, 8)}`)
    expect(own).toMatchObject({ id: `starter-${sha256.slice(0, 8)}`, dimension: 256 })
    expect(await own.embed(['x'], 'query', {})).toHaveLength(1)
    await expect(embedderOf('starter-00000000').embed(['x'], 'query', {})).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
    expect(findEmbedder('starter-0')).toBeUndefined()
    expect(() => embedderOf('startled')).toThrowError(/no embedding called/)
  })

  it('stops when it is told to', async () => {
    await expect(embedderOf('starter').embed(['x'], 'passage', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})

describe('a table', () => {
  const copy = (name: string) => {
    cpSync(join(resources, 'starter'), join(folder, name), { recursive: true })
    return join(folder, name)
  }

  it('has the hash its configuration names', async () => {
    expect((await loadTable(join(resources, 'starter'), 256)).hash).toBe(sha256)
  })

  it.each([
    ['cut', (at: string) => truncateSync(join(at, 'model.safetensors'), 5_000_000)],
    ['empty', (at: string) => writeFileSync(join(at, 'model.safetensors'), '')],
    ['missing', (at: string) => rmSync(join(at, 'model.safetensors'))],
    ['of another vocabulary', (at: string) => writeFileSync(join(at, 'tokenizer.json'), '{"model":{"vocab":{"a":0}}}')],
    ['without a vocabulary', (at: string) => writeFileSync(join(at, 'tokenizer.json'), 'null')],
  ])('that is %s is refused with what to do', async (name, damage) => {
    const at = copy(name)
    damage(at)
    await expect(loadTable(at, 256)).rejects.toMatchObject({
      code: 'EMBEDDING_MISMATCH',
      message: expect.stringMatching(/Install Carrel again/),
    })
  })

  it('of another dimension is refused', async () => {
    await expect(loadTable(join(resources, 'starter'), 128)).rejects.toThrowError(/256 numbers instead of 128/)
  })
})

describe('pieces', () => {
  const piecesOf = createPieces({ buckets: 8, pieces: ['a', 'b', 'c', '##a', '##b', '##c', 'cab', '##ab', '2015'] })

  it('are the longest that fit, from the left, in lower case and without accents', () => {
    expect(piecesOf('Cab')).toEqual([14])
    expect(piecesOf('CÁB, bab!')).toEqual([14, 9, 15])
    expect(piecesOf('2015')).toEqual([16])
  })

  it('that do not exist are passed over, and words beyond ASCII go to buckets', () => {
    expect(piecesOf('a?b zz')).toEqual([8, 9])
    const rows = piecesOf('дом')
    expect(rows).toHaveLength(6)
    expect(rows.every((row) => row < 8)).toBe(true)
    expect(piecesOf('дом')).toEqual(rows)
  })
})
