import { expect, test } from 'vitest'
import type { Embedder } from '../embedder'
import { embedderOf, embedders } from '../embedders'
import type { PassageDraft } from './chunk'
import { embed } from './embed'
import { passageHash } from './passageHash'

const draft = (ordinal: number): PassageDraft => ({
  id: `d.${ordinal}`,
  document: 'd',
  ordinal,
  page: 1,
  place: { kind: 'page' },
  text: `Passage ${ordinal} about rent and notice.`,
  context: 'Lease',
  spans: [{ page: 1, start: 0, end: 9 }],
  boxes: [],
})

async function* drafts(count: number) {
  for (let i = 0; i < count; i++) yield draft(i)
}

async function embedded(embedder: Embedder, count = 130) {
  const passages = []
  for await (const batch of embed(drafts(count), embedder, {})) passages.push(...batch)
  return passages
}

test('every passage gets its vector and a hash over all that is kept of it', async () => {
  const passages = await embedded(embedderOf('hash'))
  expect(passages.map((passage) => passage.ordinal)).toEqual(Array.from({ length: 130 }, (_, i) => i))
  for (const passage of passages) expect(passage.hash).toBe(passageHash(passage))
})

test('a vector of the wrong length or with a number that is none is refused', async () => {
  const broken = (vector: Float32Array): Embedder => ({ ...embedderOf('hash'), embed: async (texts) => texts.map(() => vector) })
  await expect(embedded(broken(new Float32Array(63)))).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  await expect(embedded(broken(new Float32Array(64).fill(Number.NaN)))).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  await expect(embedded({ ...embedderOf('hash'), embed: async () => [] })).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
})

test('an embedding that is not on board is told as such', () => {
  expect(() => embedderOf('none')).toThrow(expect.objectContaining({ code: 'EMBEDDING_MISMATCH' }))
})

test.each(embedders.filter((one) => ['hash', 'starter'].includes(one.id)).map((embedder) => [embedder.id, embedder] as const))(
  '%s keeps the promises of an embedder',
  async (_, embedder) => {
    const texts = [
      'The rent is 900 euros.',
      'the RENT is 900 euros',
      '',
      '!!!',
      '家賃は九百ユーロ',
      'Something else entirely: a poem about rain.',
    ]
    const vectors = await embedder.embed(texts, 'passage', {})
    expect(vectors).toHaveLength(texts.length)
    for (const vector of vectors) {
      expect(vector).toHaveLength(embedder.dimension!)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
    }
    const likeness = (a: number, b: number) => vectors[a]!.reduce((sum, value, i) => sum + value * vectors[b]![i]!, 0)
    expect(likeness(0, 1)).toBeGreaterThan(0.99)
    expect(likeness(0, 1)).toBeGreaterThan(likeness(0, 5))
  },
)
