import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LearningStatus } from '../contract/learning'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A workspace that learns its own words, on a real host with real workers. */

const workspace = 'w'
let library: LibraryHost

/** Made-up words, so that the starter embedding knows nothing of what belongs together: that is what there is to learn. */
const syllables = ['zor', 'bal', 'mek', 'tun', 'vi', 'dra', 'shol', 'pex', 'lur', 'gin', 'quo', 'fas']
const wordOf = (subject: number, n: number) =>
  [n, subject % 12, Math.floor(subject / 12) % 12, n + Math.floor(subject / 144)].map((at) => syllables[at % 12]).join('')
const sections = Array.from({ length: 288 }, (_one, i) => {
  const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_word, n) => wordOf(i, n)) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return `## About ${a} and ${b}\n\nIn part ${i} the old ${c} of the ${d} was put beside the ${e} before the ${f} came again. Whoever looks after a ${a} must know its ${g}, for without the ${h} every ${b} stops. Nobody calls a ${c} finished until the ${g} was heard and the ${d} has turned. The ${e} is kept dry, the ${f} is kept warm, and the ${h} stays where the ${a} was.\n`
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
  it('builds a second table while the first is searched, takes what is added meanwhile, and switches only where that ranks better', async () => {
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
    // What there was to learn here is learnt.
    expect(result).toMatchObject({ switched: true })
    expect(result.after).toBeGreaterThan(result.before as number)
    expect(after).toMatchObject({ embedder: expect.stringMatching(/^learned-[0-9a-f]{8}$/), previous: before.embedder, building: null })
    expect((await client().workspaces.stats({ workspace })).stats.index.embedder).toBe(after.embedder)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    expect(await library.search('lighthouse keeper')).toEqual(['late.txt'])
  })

  it('measures itself, with the embedding before beside the one that is used, and keeps the result', async () => {
    const { check } = await client().evaluation.selfCheck({ workspace })
    expect(check.settings.map((one) => one.name)).toEqual(expect.arrayContaining(['keyword', 'vector', 'hybrid']))
    for (const { ndcg10, hit1, hit10 } of check.settings) {
      expect(ndcg10).toBeGreaterThan(0)
      expect(hit10).toBeGreaterThanOrEqual(hit1)
      expect(hit10).toBeLessThanOrEqual(1)
    }
    expect(check.questions).toBeGreaterThanOrEqual(10)
    expect((await client().evaluation.selfChecks({ workspace })).checks).toEqual([check])
    expect(check.score).toBe(check.settings.find((one) => one.name === 'hybrid')!.ndcg10)
  })

  it('goes back in one step, with what came and went since; and forward again', async () => {
    const { embedder: learnt } = await status()
    await library.add(library.file('after.txt', 'The beekeeper smokes the hive before the honey is taken out.\n'))
    const lease = await library.document('lease.txt')
    await end((await client().documents.remove({ workspace, documents: [lease.id] })).job)
    expect(library.filesWith('pays the rent on the first day').filter((path) => path.includes('workspaces'))).toEqual([])
    const { state, result } = await end((await client().learning.reindex({ workspace, back: true })).job)
    expect({ state, ...result }).toMatchObject({ state: 'done', before: learnt, switched: true })
    expect(await status()).toMatchObject({ embedder: result.after, previous: learnt })
    expect(await library.search('smokes the hive')).toEqual(['after.txt'])
    expect(await library.search('pays the rent')).toEqual([])
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    await end((await client().learning.reindex({ workspace, back: true })).job)
    expect((await status()).embedder).toBe(learnt)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })

  it('can be held, resumed and cancelled; cancelled, everything is as before', async () => {
    const before = await status()
    const { job } = await client().learning.reindex({ workspace, embedder: 'hash' })
    await client().jobs.pause({ workspace, job })
    await library.until(async () => (await client().jobs.get({ workspace, job })).job.state === 'paused')
    expect((await status()).embedder).toBe(before.embedder)
    await client().jobs.resume({ workspace, job })
    await client().jobs.cancel({ workspace, job })
    expect((await end(job)).state).toBe('cancelled')
    await library.until(async () => (await status()).building === null)
    expect(await status()).toMatchObject({ embedder: before.embedder, previous: before.previous })
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })

  it('refuses what cannot be: an embedding nobody knows leaves everything as it was', async () => {
    const before = await status()
    const { job } = await client().learning.reindex({ workspace, embedder: 'nobody' })
    expect(await end(job)).toMatchObject({ state: 'failed', error: { code: 'EMBEDDING_MISMATCH' } })
    expect((await status()).embedder).toBe(before.embedder)
    await expect(client().learning.reindex({ workspace, embedder: 'starter', back: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a small or new workspace', () => {
  it('says what is missing', async () => {
    await client().workspaces.create({ name: 'small' })
    await expect(client().learning.learn({ workspace: 'small' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/too little/),
    })
    await expect(client().learning.reindex({ workspace: 'small', back: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client().evaluation.selfCheck({ workspace: 'small' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/too little/),
    })
  })
})
