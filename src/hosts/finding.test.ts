import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../contract/chat'
import { finalJobStates } from '../contract/jobs'
import type { Scope } from '../contract/scope'
import { acquireDataLock } from '../core/dataLock'
import { type RunningHost, startHost } from './startHost'

/* Finding in a real host with real worker processes: what limits a search, and what it says of itself. */

let folder = ''
let host: RunningHost
const workspace = 'w'
const files: Record<string, string> = {
  'lease.md': '# Lease\n\nThe annual rent of the warehouse in Delft is 41,000 euros, due on the first of March.\n',
  'offer.txt': 'Our offer for the warehouse: the annual rent could be 39,500 euros if the lease runs for ten years.\n',
  'terms.md': '# Terms\n\nEarnings before interest and taxes (EBIT) are told before any charge of the holding.\n',
  'results.txt': 'In the third year the EBIT came to 7 million for the whole group.\n',
  'costs.csv': 'item,annual rent\nwarehouse,41000\noffice,12500\n',
  'note.eml': [
    'From: a@example.org',
    'To: b@example.org',
    'Subject: Warehouse',
    'Date: Fri, 20 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    'The annual rent of the warehouse is settled, see the annex.',
    '--x',
    'Content-Type: text/plain; name=annex.txt',
    'Content-Disposition: attachment; filename=annex.txt',
    '',
    'Annex: the annual rent of the warehouse rises by two percent each year.',
    '--x--',
    '',
  ].join('\r\n'),
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-finding-'))
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  host = await startHost(lock, { data, kind: 'cli', port: 0, log: () => {} })
  await host.client.workspaces.create({ name: workspace })
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content)
    return { kind: 'path' as const, path: join(folder, name) }
  })
  const { job } = await host.client.documents.add({ workspace, sources: paths })
  for await (const next of await host.client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) break
})
afterAll(async () => {
  await host?.close()
  rmSync(folder, { recursive: true, force: true })
})

const search = (query: string, scope: Scope = {}) => host.client.search.query({ workspace, query, ...scope })
const namesFound = async (scope: Scope) => [...new Set((await search('annual rent warehouse', scope)).hits.map((hit) => hit.name))].sort()
const everything = ['costs.csv', 'lease.md', 'note.eml', 'note.eml/annex.txt', 'offer.txt']

async function ask(question: string, scope: Scope): Promise<Answer> {
  for await (const event of await host.client.chat.ask({ workspace, question, model: null, keep: false, ...scope }))
    if (event.type === 'answer') return event.answer
  throw new Error('no answer')
}

describe('a search is limited', () => {
  it('by nothing, by document, and by kind', async () => {
    expect(await namesFound({})).toEqual(everything)
    expect(await namesFound({ documents: ['lease.md', 'offer.txt'] })).toEqual(['lease.md', 'offer.txt'])
    expect(await namesFound({ kinds: ['sheet'] })).toEqual(['costs.csv'])
    expect(await namesFound({ kinds: ['mail', 'sheet'] })).toEqual(['costs.csv', 'note.eml'])
    expect(await namesFound({ kinds: ['sheet'], documents: ['lease.md'] })).toEqual([])
  })

  it('by tag, whatever its case, with what lies in a tagged mail', async () => {
    await host.client.documents.tag({ workspace, documents: ['note.eml', 'lease.md'], add: ['Signed', ' in   force '] })
    await host.client.documents.tag({ workspace, documents: ['offer.txt'], add: ['SIGNED', 'draft'] })
    expect((await host.client.documents.tags({ workspace })).tags).toEqual([
      { tag: 'draft', documents: 1 },
      { tag: 'in force', documents: 2 },
      { tag: 'Signed', documents: 3 },
    ])
    expect(await namesFound({ tags: ['in force'] })).toEqual(['lease.md', 'note.eml', 'note.eml/annex.txt'])
    const { documents } = await host.client.documents.tag({ workspace, documents: ['offer.txt'], remove: ['signed'] })
    expect(documents[0]?.tags).toEqual(['draft'])
    expect(await namesFound({ tags: ['signed', 'draft'] })).toEqual(['lease.md', 'note.eml', 'note.eml/annex.txt', 'offer.txt'])
    expect(await namesFound({ tags: ['signed'], kinds: ['mail'] })).toEqual(['note.eml'])
  })

  it('by the day a document was added or says it was published, and by page', async () => {
    const now = new Date()
    const day = (shift: number) => {
      const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + shift)
      return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
    }
    expect(await namesFound({ added: { from: day(-1), to: day(1) } })).toEqual(everything)
    expect(await namesFound({ added: { to: day(-2) } })).toEqual([])
    expect(await namesFound({ pages: { from: 1, to: 1 } })).toEqual(everything)
    expect(await namesFound({ pages: { from: 2 } })).toEqual([])
    const { hits, note } = await search('annual rent', { published: { from: '2026-11-20', to: '2026-11-20' } })
    expect(hits.map((hit) => hit.name)).toEqual(['note.eml'])
    expect(note).toContain('6 documents that do not tell when they were published were left out.')
    const later = await search('annual rent', { published: { from: '2026-11-21' } })
    expect(later.note).toContain('No document says that it was published on or after 2026-11-21.')
    expect(later.note).toContain('6 documents that do not tell when they were published were left out.')
  })

  it('and says why nothing is left to search', async () => {
    const { hits, note } = await search('annual rent', { tags: ['unheard of'] })
    expect([hits, note]).toEqual([[], 'No document has the tag “unheard of”.'])
    await expect(search('annual rent', { documents: ['gone.pdf'] })).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' })
    await expect(search('annual rent', { added: { from: '2026-02-30' } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(search('annual rent', { pages: { from: 3, to: 2 } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a search explains itself where it is asked to', () => {
  it('each score is what its parts come to, and the stages fit into the whole', async () => {
    const plain = await search('annual rent of the warehouse')
    expect(plain.explanation ?? plain.hits[0]?.explanation).toBeUndefined()
    const told = await host.client.search.query({ workspace, query: 'annual rent of the warehouse', explain: true })
    expect(told.hits.map((hit) => hit.passage)).toEqual(plain.hits.map((hit) => hit.passage))
    expect(told.explanation).toMatchObject({ mode: 'hybrid', words: ['annual', 'rent', 'warehouse'], excluded: [] })
    const { timings, found } = told.explanation!
    expect(Object.keys(timings).sort()).toEqual(['embed', 'keyword', 'rerank', 'spelling', 'total', 'vector'])
    for (const milliseconds of Object.values(timings)) expect(milliseconds).toBeLessThanOrEqual(timings.total!)
    expect(found.joined).toBeGreaterThanOrEqual(told.hits.length)
    for (const { score, explanation, lanes } of told.hits) {
      const sum = Object.values(explanation!.features!).reduce((all, { value, weight }) => all + value * weight, 0)
      expect(Math.abs(sum - score)).toBeLessThan(0.01)
      expect(explanation!.bm25 > 0).toBe(lanes.keyword !== undefined)
    }
  })

  it('words alone have no closeness and no second look', async () => {
    const told = await host.client.search.query({ workspace, query: '"annual rent" -office', mode: 'keyword', explain: true })
    expect(told.explanation).toMatchObject({ weight: 0, phrases: ['annual rent'], excluded: ['office'], found: { vector: 0 } })
    expect(told.hits[0]?.explanation).toMatchObject({ cosine: null, joined: told.hits[0]?.explanation?.bm25 })
    expect(told.hits.every((hit) => hit.explanation?.features === undefined)).toBe(true)
  })
})

describe('a query is understood', () => {
  it('by an acronym that a document defines, and by its name, whichever of both is asked', async () => {
    const byName = await host.client.search.query({
      workspace,
      query: 'earnings before interest and taxes',
      mode: 'keyword',
      explain: true,
    })
    expect(byName.explanation?.others).toEqual(['EBIT'])
    expect(byName.hits.map((hit) => hit.name)).toEqual(expect.arrayContaining(['terms.md', 'results.txt']))
    const byAcronym = await search('ebit')
    expect(byAcronym.hits.map((hit) => hit.name)).toEqual(expect.arrayContaining(['terms.md', 'results.txt']))
    const quoted = await host.client.search.query({ workspace, query: '"EBIT"', explain: true })
    expect(quoted.explanation?.others).toEqual([])
  })

  it('where a word is misspelt: at once where nothing else is found, and as a suggestion else', async () => {
    const lost = await host.client.search.query({ workspace, query: 'warehuose', mode: 'keyword' })
    expect(lost.correction).toEqual({ query: 'warehouse', used: true })
    expect(lost.note).toBe('Nothing stands under “warehuose”. This is what stands under “warehouse”.')
    expect(lost.hits.length).toBeGreaterThan(2)
    const partly = await host.client.search.query({ workspace, query: 'annual "hwole gruop"', mode: 'keyword' })
    expect([partly.hits, partly.correction]).toEqual([[], undefined])
    const told = await host.client.search.query({ workspace, query: 'anual rent -ofice', mode: 'keyword' })
    expect(told.correction).toEqual({ query: 'annual rent -ofice', used: false })
    expect(told.hits.length).toBeGreaterThan(2)
    const right = await search('annual rent')
    expect(right.correction).toBeUndefined()
    const strange = await host.client.search.query({ workspace, query: 'kangaroo', mode: 'keyword' })
    expect([strange.hits, strange.correction]).toEqual([[], undefined])
  })

  it('and an answer says that it went by another spelling', async () => {
    const { note } = await ask('warehuose?', { tags: ['draft'] })
    expect(note ?? '').toMatch(/^(Nothing stands under “warehuose\?”|$)/u)
  })
})

describe('a question', () => {
  it('is asked of what a search with the same limits would see', async () => {
    const { citations } = await ask('What is the annual rent of the warehouse?', { kinds: ['text'], tags: ['draft'] })
    expect([...new Set(citations.map(({ name }) => name))]).toEqual(['offer.txt'])
    const { answer, note } = await ask('What is the annual rent of the warehouse?', { tags: ['unheard of'] })
    expect(answer).not.toContain('41,000')
    expect(note).toBe('No document has the tag “unheard of”.')
  })
})

describe('a tag', () => {
  it('has a letter and an end, and a document has a bounded number of them', async () => {
    const tag = (add: string[]) => host.client.documents.tag({ workspace, documents: ['costs.csv'], add })
    await expect(tag([' '])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(tag(['x'.repeat(51)])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await tag(Array.from({ length: 50 }, (_, i) => `tag ${i}`))
    await expect(tag(['one more'])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect((await host.client.documents.get({ workspace, document: 'costs.csv' })).document.tags).toHaveLength(50)
  })
})
