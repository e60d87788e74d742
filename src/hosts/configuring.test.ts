import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPipeline, type Pipeline } from '../contract/pipeline'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Changing how a workspace reads and ranks, on a real host. */

let library: LibraryHost
const section = (name: string) => `# ${name}\n\n${`The ${name} of the lease is described in this section at some length. `.repeat(12)}\n\n`

beforeAll(async () => {
  library = await openLibraryHost()
  await library.add(library.file('lease.md', ['rent', 'notice', 'repairs', 'deposit'].map(section).join('')))
}, 120_000)
afterAll(() => library.close())

const pipeline = () => library.host.client.pipeline
const update = (changed: Partial<Pipeline>, dryRun = false) =>
  pipeline().update({ workspace: 'w', pipeline: { ...defaultPipeline, ...changed }, dryRun })
const passages = async () => (await library.host.client.documents.list({ workspace: 'w' })).documents[0]!.passages
const settled = (job: string | null) => (job ? library.ended(job) : undefined)
const search = async (query: string) => (await library.host.client.search.query({ workspace: 'w', query })).hits

describe('the pipeline of a workspace', () => {
  it('is the default at first', async () => {
    expect(await pipeline().get({ workspace: 'w' })).toEqual({ pipeline: defaultPipeline, defaults: defaultPipeline })
  })

  it('says what another way of cutting costs before it does it, then does it from the pages it kept', async () => {
    const before = await passages()
    expect(before).toBeGreaterThanOrEqual(4)
    const chunking = { strategy: 'document' as const, size: 1_200, overlap: 0 }
    const said = await update({ chunking }, true)
    expect(said).toMatchObject({ cost: { documents: 1, passages: before }, job: null })
    expect((await pipeline().get({ workspace: 'w' })).pipeline).toEqual(defaultPipeline)
    await settled((await update({ chunking })).job)
    expect(await passages()).toBe(1)
    expect((await search('deposit')).map((hit) => hit.text).join()).toContain('rent')
    await settled((await update({})).job)
    expect(await passages()).toBe(before)
  })

  it('costs nothing where only ranking changes, which the next search follows', async () => {
    const retrieval = { ...defaultPipeline.retrieval, limit: 2, mode: 'keyword' as const }
    expect(await update({ retrieval })).toMatchObject({ cost: { documents: 0, passages: 0 }, job: null })
    const hits = await search('the lease')
    expect(hits).toHaveLength(2)
    expect(hits.every((hit) => hit.lanes.keyword && !hit.lanes.vector)).toBe(true)
    await update({})
  })

  it('refuses what it does not know, by name', async () => {
    const strange = { ...defaultPipeline, chunking: { strategy: 'fixed', size: 400, overlap: 300 } } as Pipeline
    await expect(pipeline().update({ workspace: 'w', pipeline: strange })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/overlap/),
    })
    const misspelt = { ...defaultPipeline, chunkng: {} } as Pipeline
    await expect(pipeline().update({ workspace: 'w', pipeline: misspelt })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/chunkng/),
    })
  })
})
