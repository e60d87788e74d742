import { describe, expect, it } from 'vitest'
import type { Document, DocumentStatus } from '../../contract'
import { byUse, depthOf, emptyLibrary, filterDocuments, splitName, withDocuments, withoutDocuments } from './documents'

function document(id: string, status: DocumentStatus, more: Partial<Document> = {}): Document {
  const coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }
  const rest = { format: 'pdf', mediaType: 'application/pdf', pages: 0, passages: 0, bytes: 1, sha256: '', addedAt: '', origin: null }
  return { id, name: `${id}.pdf`, status, coverage, ...rest, ...more }
}

describe('a library', () => {
  it('keeps the order documents came in, and the same array while only statuses change', () => {
    const added = withDocuments(emptyLibrary, [document('b', 'queued'), document('a', 'queued')])
    expect(added.order).toEqual(['b', 'a'])
    const read = withDocuments(added, [document('a', 'ready'), document('b', 'extracting')])
    expect(read.order).toBe(added.order)
    expect(read.byId.get('a')?.status).toBe('ready')
  })

  it('shows what lies in a container right after it, however late it comes and however deep it lies', () => {
    const first = withDocuments(emptyLibrary, [document('mail', 'extracting'), document('other', 'queued')])
    const second = withDocuments(first, [document('annex', 'queued', { parent: 'mail' }), document('last', 'queued')])
    const third = withDocuments(second, [document('sheet', 'queued', { parent: 'annex' }), document('photo', 'queued', { parent: 'mail' })])
    expect(third.order).toEqual(['mail', 'annex', 'sheet', 'photo', 'other', 'last'])
    expect(['mail', 'annex', 'sheet'].map((id) => depthOf(third, id))).toEqual([0, 1, 2])
    expect(withDocuments(emptyLibrary, [document('orphan', 'ready', { parent: 'gone' })]).order).toEqual(['orphan'])
  })

  it('counts each document once however often it changes, also within one group of changes', () => {
    const coverage = { read: 3, recognised: 1, empty: 0, failed: 1 }
    const library = withDocuments(emptyLibrary, [
      document('a', 'queued'),
      document('a', 'extracting', { pages: 5 }),
      document('a', 'ready-partly', { pages: 5, coverage }),
      document('b', 'failed'),
      document('c', 'needs-password'),
    ])
    expect(library.tally).toEqual({ ready: 0, partly: 1, working: 0, locked: 1, failed: 1, cancelled: 0, pages: 5, coverage })
  })

  it('forgets removed documents in order, index and figures, and is untouched by unknown ones', () => {
    const library = withDocuments(emptyLibrary, [document('a', 'ready', { pages: 2 }), document('b', 'ready', { pages: 3 })])
    const left = withoutDocuments(library, ['a', 'gone'])
    expect(left.order).toEqual(['b'])
    expect(left.tally).toMatchObject({ ready: 1, pages: 3 })
    expect(withoutDocuments(library, ['gone'])).toBe(library)
    expect(library.tally.ready).toBe(2)
  })

  it('is filtered by every word of a name, whatever its case, and by what became of a document', () => {
    const library = withDocuments(emptyLibrary, [
      document('1', 'ready', { name: 'clients/Lease Agreement.docx' }),
      document('2', 'failed', { name: 'clients/lease.pdf' }),
    ])
    expect(filterDocuments(library, 'LEASE clients', 'all')).toEqual(['1', '2'])
    expect(filterDocuments(library, 'agree lease', 'all')).toEqual(['1'])
    expect(filterDocuments(library, '', 'failed')).toEqual(['2'])
    expect(filterDocuments(library, 'agreement', 'failed')).toEqual([])
  })

  it('of ten thousand documents stays in its order, the same list, while their states change', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => document(`d${index}`, 'queued'))
    let library = withDocuments(emptyLibrary, many)
    const { order } = library
    for (let change = 0; change < 100; change++) library = withDocuments(library, [document(`d${change}`, 'ready')])
    expect(library.order).toBe(order)
    expect(library.tally).toMatchObject({ ready: 100, working: 9_900 })
  })
})

describe('a name', () => {
  it('is split into file and folder', () => {
    expect(splitName('a/b/c.pdf')).toEqual({ base: 'c.pdf', folder: 'a/b' })
    expect(splitName('c.pdf')).toEqual({ base: 'c.pdf', folder: '' })
  })
})

describe('a library by use', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  const use = (found: number, cited: number, lastAt = '2026-11-20T10:00:00Z') => ({ use: { found, cited, meanRank: 1, lastAt } })
  const library = withDocuments(emptyLibrary, [
    document('never', 'ready'),
    document('found', 'ready', use(4, 0)),
    document('cited', 'ready', use(1, 1)),
    document('before', 'ready', use(9, 9, '2026-01-01T10:00:00Z')),
  ])
  const shown = (only: 'all' | 'hot' | 'cold' | 'never', first: boolean) => byUse(library.order, library.byId, { only, first }, now)

  it('begins with what is cited and found most, and shows only what is hot, cold or was never used', () => {
    expect(shown('all', false)).toBe(library.order)
    expect(shown('all', true)).toEqual(['before', 'cited', 'found', 'never'])
    expect([shown('hot', true), shown('cold', false), shown('never', false)]).toEqual([['cited', 'found'], ['before'], ['never']])
  })
})
