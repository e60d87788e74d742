import { describe, expect, it } from 'vitest'
import type { Document } from '../../contract'
import { choicesIn, emptyScope, limitsOf, scopeOf, takesIn } from './scope'

function document(id: string, more: Partial<Document> = {}): Document {
  const coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }
  const rest = { format: 'pdf', mediaType: 'application/pdf', kind: 'pdf' as const, pages: 0, passages: 0, bytes: 1, sha256: '' }
  return { id, name: id, status: 'ready', coverage, addedAt: '2026-11-21T12:00:00.000Z', origin: null, ...rest, ...more }
}

const mail = document('mail', { kind: 'mail', tags: ['Signed'] })
const annex = document('annex', { parent: 'mail', published: '2026-05-01' })
const plain = document('plain')
const byId = new Map([mail, annex, plain].map((one) => [one.id, one]))
const taken = (state: Partial<typeof emptyScope>) =>
  [...byId.values()].filter((one) => takesIn(scopeOf({ ...emptyScope, ...state }), one, byId)).map(({ id }) => id)

describe('a scope', () => {
  it('takes everything in while nothing is chosen', () => {
    expect(scopeOf(emptyScope)).toEqual({})
    expect(limitsOf(emptyScope)).toBe(0)
    expect(taken({})).toEqual(['mail', 'annex', 'plain'])
  })

  it('takes in what is tagged and what lies in it, and only kinds and days that are asked for', () => {
    expect(taken({ tags: ['signed'] })).toEqual(['mail', 'annex'])
    expect(taken({ tags: ['signed'], kinds: ['pdf'] })).toEqual(['annex'])
    expect(taken({ publishedFrom: '2026-01-01' })).toEqual(['annex'])
    expect(taken({ addedTo: '2026-11-01' })).toEqual([])
  })

  it('turns a range that is the wrong way round, and reads half of one', () => {
    expect(scopeOf({ ...emptyScope, pagesFrom: '9', pagesTo: '3' })).toEqual({ pages: { from: 3, to: 9 } })
    expect(scopeOf({ ...emptyScope, addedFrom: '2026-02-01', pagesTo: 'x' })).toEqual({ added: { from: '2026-02-01' } })
  })

  it('offers the tags and kinds there are', () => {
    expect(choicesIn(byId)).toEqual({
      tags: [['Signed', 1]],
      kinds: [
        ['pdf', 2],
        ['mail', 1],
      ],
      dated: true,
    })
  })
})
