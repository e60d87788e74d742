import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Job } from '../contract/jobs'
import { defaultPipeline } from '../contract/pipeline'
import { randomFrom } from '../engine/learning/pairs'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A workspace that measures its own search when nobody waits, on a real host that stays open. */

const workspace = 'w'
let library: LibraryHost

const words =
  'house water river stone bread horse school garden winter music paper silver forest doctor island market bridge summer window kitchen letter captain village morning mountain farmer teacher engine picture soldier harbor station colour number valley castle church ocean desert planet animal flower insect carpet candle mirror needle pencil pepper button basket bottle hammer ladder saddle ticket tunnel turtle violin walnut wagon temple sugar shirt rabbit potato pillow'.split(
    ' ',
  )
const random = randomFrom(5)
const someWords = (count: number) => Array.from({ length: count }, () => words[Math.floor(random() * words.length)]!)
const sections = (count: number) =>
  Array.from({ length: count }, (_one, i) => {
    const sentences = Array.from({ length: 8 }, () => `The ${someWords(10).join(' ')}.`)
    return `## Part ${i} of the ${someWords(3).join(' ')}\n\n${sentences.join(' ')}\n`
  }).join('\n')

beforeAll(async () => {
  library = await openLibraryHost({ kind: 'web' })
}, 120_000)
afterAll(() => library.close())

const client = () => library.host.client
const jobs = async (): Promise<Job[]> => (await client().jobs.list({ workspace, limit: 100 })).jobs.filter((one) => one.kind === 'check')
const checks = async () => (await client().evaluation.selfChecks({ workspace })).checks
const checkedTimes = (times: number) => library.until(async () => (await checks()).length === times)

describe('a workspace that measures its own search', { timeout: 240_000 }, () => {
  it('does so after an import, once there is enough to ask for', async () => {
    await library.add(library.file('note.txt', 'The tenant pays the rent on the first day of each month.\n'))
    expect(await jobs()).toEqual([])
    expect((await client().workspaces.stats({ workspace })).stats.quality).toBeNull()
    await library.add(library.file('yard.md', `# The yard\n\n${sections(210)}`))
    await checkedTimes(1)
    const [check] = await checks()
    expect(check!.questions).toBeGreaterThanOrEqual(10)
    expect(check!.settings.map((one) => one.name)).toEqual(['keyword', 'vector', 'joined', 'hybrid'])
    expect(check!.warning).toBeUndefined()
    const { quality } = (await client().workspaces.stats({ workspace })).stats
    expect(quality).toEqual({ score: check!.score, at: check!.at })
    await library.until(async () => (await jobs())[0]?.state === 'done')
    expect((await jobs())[0]!.result).toEqual({ score: check!.score, questions: check!.questions })
  })

  it('not again for a page more, and not where it shall not', async () => {
    await library.add(library.file('page.txt', 'The beekeeper smokes the hive before the honey is taken out.\n'))
    expect(await jobs()).toHaveLength(1)
    await client().pipeline.update({ workspace, pipeline: { ...defaultPipeline, upkeep: { learn: true, check: false } } })
    await library.add(library.file('more.md', `# More\n\n${sections(60)}`))
    expect(await jobs()).toHaveLength(1)
    await client().pipeline.update({ workspace, pipeline: defaultPipeline })
  })

  it('after another embedding was taken, and warns where search finds less than before', async () => {
    const retrieval = { ...defaultPipeline.retrieval, mode: 'vector' as const }
    await client().pipeline.update({ workspace, pipeline: { ...defaultPipeline, retrieval } })
    await library.ended((await client().learning.reindex({ workspace, embedder: 'hash' })).job)
    await checkedTimes(2)
    const [worse, before] = await checks()
    expect(worse!.embedder).toBe('hash')
    expect(worse!.score).toBe(worse!.settings.find((one) => one.name === 'vector')!.ndcg10)
    expect(before!.score - worse!.score).toBeGreaterThan(0.06)
    expect(worse!.warning).toMatch(/finds less than at the check/)
    await library.until(async () => (await jobs())[0]?.state === 'done')
    expect((await jobs())[0]!.result).toMatchObject({ warning: worse!.warning })
  })
})
