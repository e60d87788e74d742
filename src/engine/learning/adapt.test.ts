import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTable, type StaticTable } from '../embedders/starter/table'
import { embedTexts } from '../embedders/starter/vector'
import { cosine } from '../index/fuse'
import { adapt, type Adapted, type AdaptStep } from './adapt'
import { isHeldOut } from './heldOut'
import { createPairs, corpusOf, randomFrom } from './pairs'

let base: StaticTable
beforeAll(async () => {
  base = await loadTable(resolve(import.meta.dirname, '../../../resources/starter'), 256)
})

const parts = ['kestrel', 'ledger', 'furnace', 'harvest', 'turbine', 'mortgage', 'glacier', 'sonata']
/** Documents in which two made-up names always stand for what a plain word says. */
const textsOf = (count: number) =>
  Array.from({ length: count }, (_one, i) => {
    const part = parts[i % parts.length]!
    return {
      id: `d${Math.floor(i / 2)}.${i % 2}`,
      document: `d${Math.floor(i / 2)}`,
      context: `Report on the ${part}`,
      text: `The ${part} was looked at again in month ${i} by the people of the plant. It was zorbal${part.slice(0, 3)} all the time and nobody could say why that was so. After a while the ${part} went on as before and everyone was content with it.`,
    }
  })

async function learn(count: number, signal?: AbortSignal): Promise<{ steps: AdaptStep[]; adapted: Adapted }> {
  const learning = adapt(base, textsOf(count), { steps: 60, ...(signal ? { signal } : {}) })
  const steps: AdaptStep[] = []
  for (;;) {
    const next = await learning.next()
    if (next.done) return { steps, adapted: next.value }
    steps.push(next.value)
  }
}

describe('adapting a table', () => {
  it('lowers the loss, stays near the table it began as, and gives the same bytes for the same texts', { timeout: 60_000 }, async () => {
    const { steps, adapted } = await learn(260)
    const mean = (some: AdaptStep[]) => some.reduce((sum, one) => sum + one.loss, 0) / some.length
    expect(mean(steps.slice(-5))).toBeLessThan(mean(steps.slice(0, 5)) * 0.9)
    expect(adapted.moved).toBeGreaterThan(0.6)
    expect(adapted.moved).toBeLessThan(0.9999)
    expect(adapted.passages).toBe(textsOf(260).filter((one) => !isHeldOut(one.id)).length)
    const again = (await learn(260)).adapted
    expect(Buffer.from(again.numbers.buffer).equals(Buffer.from(adapted.numbers.buffer))).toBe(true)
    expect(again.scales).toEqual(adapted.scales)
    const learnt = { ...base, ...adapted }
    const closeness = (table: StaticTable) => {
      const [query, own] = embedTexts(table, ['zorbalkes', 'a report on the kestrel of the plant'])
      return cosine(query!, own!)
    }
    expect(closeness(learnt)).toBeGreaterThan(closeness(base) + 0.1)
    // What does not occur stays as it was.
    const rows = base.piecesOf('archbishop')
    for (const row of rows)
      expect(adapted.numbers.subarray(row * 256, row * 256 + 256)).toEqual(base.numbers.subarray(row * 256, row * 256 + 256))
  })

  it('refuses where there is too little to learn from, and stops when it is told to', async () => {
    await expect(learn(40)).rejects.toMatchObject({ code: 'JOB_STATE', message: expect.stringMatching(/too little/) })
    const stop = new AbortController()
    const learning = adapt(base, textsOf(260), { signal: stop.signal })
    await learning.next()
    stop.abort()
    await expect(learning.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('pairs', () => {
  it('come from the text, one of a document while there are enough, and the same seed gives the same', () => {
    const corpus = corpusOf(textsOf(64), base.piecesOf, base.scales.length)
    const batch = createPairs(corpus, randomFrom(4))(24)
    expect(batch).toHaveLength(24)
    const known = new Set(corpus.passages.flatMap((one) => [...one.heading, ...one.sentences.flat()]))
    for (const { query, passage } of batch) {
      expect(query.length).toBeGreaterThanOrEqual(2)
      expect(passage.length).toBeGreaterThanOrEqual(12)
      for (const row of [...query, ...passage]) expect(known.has(row)).toBe(true)
    }
    expect(createPairs(corpus, randomFrom(4))(24)).toEqual(batch)
    expect(createPairs(corpus, randomFrom(5))(24)).not.toEqual(batch)
  })

  it('end with a reason where no passage makes one, instead of being looked for forever', () => {
    const empty = corpusOf([{ document: 'd', context: '', text: 'Too short.' }], base.piecesOf, base.scales.length)
    expect(() => createPairs(empty, randomFrom(1))(8)).toThrow(/too few passages/)
  })
})
