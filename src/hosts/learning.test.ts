import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LearningStatus } from '../contract/learning'
import { randomFrom } from '../engine/learning/pairs'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A workspace that learns its own words, on a real host with real workers. */

const workspace = 'w'
let library: LibraryHost

/** Words thrown together: what stands near what means nothing, so that what is learnt of it can only make the ranking worse. */
const phrases = [
  'Pursuant to the indenture hereinafter',
  'The lessee notwithstanding, appurtenances of',
  'Usufruct and easement of',
  'By covenant of the mortgagee, tenements with',
]
const words =
  'house water river stone bread horse school garden winter music paper silver forest doctor island market bridge summer window kitchen letter captain village morning mountain farmer teacher engine picture soldier harbor station colour number island valley castle church ocean desert planet animal flower insect carpet candle mirror needle pencil pepper button basket bottle hammer ladder saddle ticket tunnel turtle violin walnut wagon temple sugar shirt rabbit potato pillow orange onion monkey medal lemon kettle jacket honey helmet guitar goat fox feather fence eagle dragon donkey curtain cotton coffee clock cherry cheese chain camel butter brush bell beard bamboo apple anchor'.split(
    ' ',
  )
const random = randomFrom(11)
const someWords = (count: number) => Array.from({ length: count }, () => words[Math.floor(random() * words.length)]!)
const sections = Array.from({ length: 288 }, (_one, i) => {
  const sentences = Array.from({ length: 8 }, (_sentence, n) => `${phrases[n % phrases.length]} ${someWords(9).join(' ')}.`)
  return `## Clause ${i}\n\n${sentences.join(' ')}\n`
})

beforeAll(async () => {
  library = await openLibraryHost()
  await library.add(
    library.file('yard.md', `# The yard\n\n${sections.join('\n')}`),
    library.file('lease.txt', 'The tenant pays the rent on the first day of each month to the landlord.\n'),
  )
}, 120_000)
afterAll(() => library.close())

const client = () => library.host.client
const status = (): Promise<LearningStatus> => client().learning.status({ workspace })
const end = async (job: string) =>
  (await library.ended(job)) as unknown as { state: string; result: Record<string, unknown>; error?: object }

describe('a workspace that learns', { timeout: 240_000 }, () => {
  it('builds a second table while the first is searched, and does not take it where it ranks no better', async () => {
    const before = await status()
    expect(before).toMatchObject({ previous: null, building: null, outdated: false, last: null })
    const { job } = await client().learning.learn({ workspace })
    expect(await client().learning.learn({ workspace })).toEqual({ job })
    await expect(client().learning.reindex({ workspace })).rejects.toMatchObject({ code: 'JOB_STATE' })
    let searched = 0
    const ended = end(job).finally(() => (searched = -searched))
    const added = library.add(library.file('late.txt', 'The lighthouse keeper winds the clockwork of the lamp every four hours.\n'))
    while (searched >= 0) {
      const { hits, note } = await client().search.query({ workspace, query: 'Who pays the rent to the landlord?' })
      expect(hits[0]?.name).toBe('lease.txt')
      expect(note).toBeUndefined()
      searched += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await added
    const { state, result } = await ended
    expect(state).toBe('done')
    expect(-searched).toBeGreaterThan(5)
    const after = await status()
    expect(after.last).toMatchObject({ switched: result.switched, before: result.before, after: result.after })
    expect(result).toMatchObject({ switched: false, embedder: before.embedder })
    expect(result.after).toBeLessThan(result.before as number)
    expect(after).toMatchObject({ embedder: before.embedder, previous: null, building: null })
    expect((await client().workspaces.stats({ workspace })).stats.index.embedder).toBe(after.embedder)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    expect(await library.search('lighthouse keeper')).toEqual(['late.txt'])
  })

  it('switches to another embedding and measures itself, with the one before beside it', async () => {
    const { embedder: before } = await status()
    const { result } = await end((await client().learning.reindex({ workspace, embedder: 'hash' })).job)
    expect(result).toEqual({ before, after: 'hash', switched: true })
    expect(await status()).toMatchObject({ embedder: 'hash', previous: before, building: null })
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    const { check } = await client().evaluation.selfCheck({ workspace })
    expect(check.settings.map((one) => one.name)).toEqual(['keyword', 'vector', 'joined', 'hybrid', 'before'])
    for (const { ndcg10, hit1, hit10 } of check.settings) {
      expect(ndcg10).toBeGreaterThanOrEqual(0)
      expect(hit10).toBeGreaterThanOrEqual(hit1)
      expect(hit10).toBeLessThanOrEqual(1)
    }
    expect(check.questions).toBeGreaterThanOrEqual(10)
    expect((await client().evaluation.selfChecks({ workspace })).checks).toEqual([check])
    expect(check.score).toBe(check.settings.find((one) => one.name === 'hybrid')!.ndcg10)
  })

  it('goes back in one step, with what came and went since; and forward again', async () => {
    const { embedder: first } = await status()
    await library.add(library.file('after.txt', 'The beekeeper smokes the hive before the honey is taken out.\n'))
    const lease = await library.document('lease.txt')
    await end((await client().documents.remove({ workspace, documents: [lease.id] })).job)
    expect(library.filesWith('pays the rent on the first day').filter((path) => path.includes('workspaces'))).toEqual([])
    const { state, result } = await end((await client().learning.reindex({ workspace, back: true })).job)
    expect({ state, ...result }).toMatchObject({ state: 'done', before: first, switched: true })
    expect(await status()).toMatchObject({ embedder: result.after, previous: first })
    expect(await library.search('smokes the hive')).toEqual(['after.txt'])
    expect(await library.search('pays the rent')).toEqual([])
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    await end((await client().learning.reindex({ workspace, back: true })).job)
    expect((await status()).embedder).toBe(first)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })

  it('can be held, resumed and cancelled; cancelled, everything is as before', async () => {
    const before = await status()
    const { job } = await client().learning.learn({ workspace })
    await client().jobs.pause({ workspace, job })
    await library.until(async () => (await client().jobs.get({ workspace, job })).job.state === 'paused')
    expect((await status()).embedder).toBe(before.embedder)
    await client().jobs.resume({ workspace, job })
    await library.until(async () => (await client().jobs.get({ workspace, job })).job.progress.steps !== undefined)
    await client().jobs.cancel({ workspace, job })
    expect((await end(job)).state).toBe('cancelled')
    await library.until(async () => (await status()).building === null)
    expect(await status()).toMatchObject({ embedder: before.embedder, previous: before.previous })
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })

  it('refuses what cannot be: an embedding nobody knows leaves everything as it was', async () => {
    const before = await status()
    await expect(client().learning.reindex({ workspace, embedder: 'nobody' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    const { job } = await client().learning.reindex({ workspace, embedder: 'learned-00000000' })
    expect(await end(job)).toMatchObject({ state: 'failed', error: { code: 'EMBEDDING_MISMATCH' } })
    expect((await status()).embedder).toBe(before.embedder)
    await expect(client().learning.reindex({ workspace, embedder: 'starter', back: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a small or new workspace', () => {
  it('says what is missing', async () => {
    await client().workspaces.create({ name: 'small' })
    await expect(client().learning.learn({ workspace: 'small' })).rejects.toMatchObject({
      code: 'JOB_STATE',
      message: expect.stringMatching(/too little/),
    })
    await expect(client().learning.reindex({ workspace: 'small', back: true })).rejects.toMatchObject({ code: 'JOB_STATE' })
    await expect(client().evaluation.selfCheck({ workspace: 'small' })).rejects.toMatchObject({
      code: 'JOB_STATE',
      message: expect.stringMatching(/too little/),
    })
  })
})
