import { expect, test } from 'vitest'
import { arrange, joinedRun } from './arrange'
import type { Reranked } from './rerank'

/** A candidate `document.ordinal`, whose text stands at 100 characters a passage, less `overlap`. */
function hit(id: string, overlap = 0): Reranked {
  const [document = '', ordinal = '0'] = id.split('.')
  const start = Number(ordinal) * 100 - overlap
  const row: Record<string, unknown> = {
    document,
    ordinal: Number(ordinal),
    text: `text ${id}`,
    spans: JSON.stringify([1, start, start + 100 + overlap]),
    boxes: JSON.stringify([1, 0, Number(ordinal) * 10, 100, 10]),
  }
  return { candidate: { id, score: 0, read: (column) => row[column] }, score: 0, lanes: {}, cosine: 0, bm25: 0 }
}

const ids = (names: string[], how: Partial<Parameters<typeof arrange>[1]>) =>
  arrange(
    names.map((name) => hit(name)),
    { limit: 4, perDocument: 0, neighbours: false, ...how },
  ).map(({ run }) => run.map((one) => one.candidate.id).join('+'))

test('without a wish the order of the ranking stays, up to the limit', () => {
  expect(ids(['a.1', 'a.2', 'a.3', 'b.1', 'c.1'], {})).toEqual(['a.1', 'a.2', 'a.3', 'b.1'])
})

test('of one document only so many come first; the others follow where there is room', () => {
  expect(ids(['a.1', 'a.2', 'a.3', 'b.1', 'c.1'], { perDocument: 1 })).toEqual(['a.1', 'b.1', 'c.1', 'a.2'])
  expect(ids(['a.1', 'a.2', 'a.3'], { perDocument: 1 })).toEqual(['a.1', 'a.2', 'a.3'])
})

test('neighbours stand as one in the place of the best, in the order of the document, three at most', () => {
  const names = ['a.5', 'b.1', 'a.4', 'a.7', 'a.6', 'b.3', 'a.3']
  expect(ids(names, { neighbours: true })).toEqual(['a.4+a.5+a.6', 'b.1', 'a.7', 'b.3'])
})

test('a joined passage has the text, spans and boxes of all, and passages that overlap are not joined', () => {
  const [first] = arrange([hit('a.2'), hit('a.1')], { limit: 2, perDocument: 0, neighbours: true })
  expect(joinedRun(first!.run)).toEqual({
    text: 'text a.1\n\ntext a.2',
    spans: [
      { page: 1, start: 100, end: 200 },
      { page: 1, start: 200, end: 300 },
    ],
    boxes: [
      { page: 1, x: 0, y: 1, width: 10, height: 1 },
      { page: 1, x: 0, y: 2, width: 10, height: 1 },
    ],
  })
  expect(arrange([hit('a.2', 20), hit('a.1')], { limit: 2, perDocument: 0, neighbours: true })).toHaveLength(2)
})
