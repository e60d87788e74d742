import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { embedder } from '../embedders/hash'
import { limitsOf, ofDocuments, sqlText, within } from './filter'
import { makePassages } from './testing/makePassages'
import { closeIndex, reading } from './open'
import { writeDocument } from './write'

const index = await mkdtemp(join(tmpdir(), 'carrel-filter-'))
afterAll(async () => {
  await closeIndex(index)
  await rm(index, { recursive: true, force: true })
})

const odd = [
  "o'brien",
  "''",
  "x' OR '1'='1",
  "d1'; drop table hash; --",
  'a"b',
  'percent%',
  'under_score',
  'back\\slash',
  'ünï-çødé',
  '東京',
  '🙂',
  "'",
  ' spaced ',
  'd1',
  'D1',
]

test('a filter keeps the rows of just the documents it names, whatever their ids hold', { timeout: 60_000 }, async () => {
  const ref = { index, embedder: embedder.id }
  await Promise.all(
    odd.map(async (document) => writeDocument({ ...ref, document }, await makePassages(document, ['text'], embedder), { embedder })),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(odd, { minLength: 1 }),
      fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 3 }),
      async (wanted, strangers) => {
        const filter = ofDocuments([...wanted, ...strangers.filter((one) => !/\p{Cc}/u.test(one))])
        const rows = await reading(ref, [], async (table) =>
          (await table.query().where(filter).select(['document']).toArrow()).getChild('document')!.toJSON(),
        )
        const expected = odd.filter((document) => wanted.includes(document) || strangers.includes(document))
        expect(rows.toSorted()).toEqual(expected.toSorted())
      },
    ),
    { numRuns: 60 },
  )
})

test('control characters, which no id holds, are refused', () => {
  for (const id of ['a\u0000b', 'a\nb', 'a\u007f', 'x'.repeat(600)])
    expect(() => sqlText(id)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})

test('documents to search, documents to leave out and pages limit together, and nothing limits nothing', async () => {
  expect(within({})).toBeNull()
  expect(within({ except: [], pages: {} })).toBeNull()
  const found = await reading({ index, embedder: embedder.id }, [] as string[], async (table) => {
    const filter = within({ documents: odd.slice(0, 3), except: odd.slice(1, 2), pages: { from: 1, to: 1 } })!
    const rows = await table.query().where(filter).select(['document']).toArray()
    return [...new Set(rows.map((row) => row.document as string))].toSorted()
  })
  expect(found).toEqual([odd[0], odd[2]].toSorted())
  expect(within({ documents: [] })).toBe('document IN ()')
})

test('a short list is said in the filter, a long one is held against what was found', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `d${i}`)
  expect(limitsOf({ documents: ids(3) })).toEqual({ where: "document IN ('d0', 'd1', 'd2')", whole: "document IN ('d0', 'd1', 'd2')" })
  const { where, whole, fits } = limitsOf({ documents: ids(900), except: ['d4'], pages: { from: 2 } })
  expect(where).toBe("NOT (document IN ('d4')) AND page >= 2")
  expect(whole).toContain("'d899'")
  expect(['d0', 'd899', 'd900'].map((id) => fits!(id))).toEqual([true, true, false])
  const left = limitsOf({ except: ids(900) })
  expect(left.where).toBeNull()
  expect(['d0', 'd900'].map((id) => left.fits!(id))).toEqual([false, true])
})
