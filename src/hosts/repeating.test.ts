import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../contract/chat'
import { defaultPipeline } from '../contract/pipeline'
import { finalJobStates } from '../contract/jobs'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* What is used is known, and the same question is answered as before until anything it stands on changes. */

const workspace = 'w'
const canary = 'saffronkestrel'
let library: LibraryHost
beforeAll(async () => {
  library = await openLibraryHost()
  await library.add(
    library.file('lease.md', `The lease of the ${canary} house ends on 31 March 2027.\n\nThe rent is EUR 1,450 a month.\n`),
    library.file('boat.md', 'The boat was bought from Ms Halvorsen for EUR 9,200.\n'),
    library.file('garden.md', 'Nobody ever asks about hydrangeas.\n'),
  )
}, 60_000)
afterAll(() => library.close())
const client = () => library.host.client

type Question = Omit<Parameters<LibraryHost['host']['client']['chat']['ask']>[0], 'workspace'>
async function ask(question: Question): Promise<Answer> {
  for await (const event of await client().chat.ask({ workspace, ...question })) if (event.type === 'answer') return event.answer
  throw new Error('there was no answer')
}
const end = { question: `When does the lease of the ${canary} house end?` }
const isRepeated = async (question: Question = end) => (await ask(question)).repeated !== undefined

describe('a question that is asked again', { timeout: 120_000 }, () => {
  it('is answered as before, and says so; anew where the reader wants that', async () => {
    const first = await ask(end)
    const { repeated, ...again } = await ask({ question: `  When does the lease of the ${canary}  house end?` })
    expect(Date.parse(repeated!.at)).toBeLessThanOrEqual(Date.now())
    expect(again).toEqual(first)
    expect(await isRepeated({ ...end, anew: true })).toBe(false)
    expect(await isRepeated()).toBe(true)
  })

  it('leaves nothing behind where it is kept in no conversation, and nothing where its conversation is erased', async () => {
    expect(await isRepeated({ ...end, keep: false })).toBe(true)
    await client().chat.clear({ workspace })
    expect((await client().access.get({ workspace })).keptAnswers).toBe(0)
    expect(await isRepeated({ ...end, keep: false })).toBe(false)
    expect(library.filesWith(`When does the lease of the ${canary}`)).toEqual([])
    await ask(end)
  })

  it('is another question of other documents, in another style, by another model, and after another conversation', async () => {
    expect(await isRepeated({ ...end, documents: ['lease.md'] })).toBe(false)
    expect(await isRepeated({ ...end, style: 'quotes' })).toBe(false)
    await client().models.add({ label: 'Echo', provider: 'echo', model: 'echo' })
    expect(await isRepeated({ ...end, model: 'Echo' })).toBe(false)
    expect(await isRepeated({ ...end, model: 'Echo' })).toBe(true)
    await client().models.remove({ label: 'Echo' })
    await client().models.add({ label: 'Echo', provider: 'echo', model: 'slow:1' })
    expect(await isRepeated({ ...end, model: 'Echo' })).toBe(false)
  })

  it('keeps its record and stands in the conversation; the same words beside it are answered anew', async () => {
    let kept: { chat: string; question: string } | undefined
    let message = ''
    for await (const event of await client().chat.ask({ workspace, ...end })) {
      if (event.type === 'kept') kept = event
      if (event.type === 'answer') message = event.message!
    }
    expect((await client().chat.record({ workspace, message })).record.question).toBe(end.question)
    const { messages } = await client().chat.messages({ workspace, chat: kept!.chat })
    expect(messages[1]?.answer?.repeated).toBeDefined()
    expect((await ask({ ...end, keep: true, chat: kept!.chat, beside: kept!.question })).repeated).toBeUndefined()
    await client().chat.delete({ workspace, chat: kept!.chat })
  })

  const changes: [string, () => Promise<unknown>][] = [
    ['a document is added', () => library.add(library.file('new.md', 'Another note.\n'))],
    ['a document is tagged', () => client().documents.tag({ workspace, documents: ['boat.md'], add: ['Boat'] })],
    ['a document is changed', () => library.add(library.file('new.md', 'Another note, changed.\n'))],
    ['a document is read again', async () => library.ended((await client().documents.retry({ workspace, documents: ['boat.md'] })).job)],
    [
      'the settings of the search are changed',
      () =>
        client().pipeline.update({ workspace, pipeline: { ...defaultPipeline, retrieval: { ...defaultPipeline.retrieval, limit: 9 } } }),
    ],
    ['another table is searched', async () => ended((await client().learning.reindex({ workspace, back: false, embedder: 'hash' })).job)],
    ['a document is removed', async () => library.ended((await client().documents.remove({ workspace, documents: ['new.md'] })).job)],
  ]
  it.each(changes)('is answered anew when %s', async (_what, change) => {
    await ask(end)
    expect(await isRepeated()).toBe(true)
    await change()
    expect(await isRepeated()).toBe(false)
    expect((await client().access.get({ workspace })).keptAnswers).toBe(1)
  })
})

describe('access knowledge', { timeout: 120_000 }, () => {
  it('knows which documents and passages were found and cited, at what place, and which never', async () => {
    await ask({ question: 'From whom was the boat bought?', anew: true })
    const { documents, passages } = await client().access.get({ workspace })
    expect(documents).toMatchObject({ cold: 0 })
    const top = passages.find(({ name }) => name === 'boat.md')!
    expect(top.cited).toBeGreaterThan(0)
    expect(top.bestRank).toBe(1)
    const boat = await library.document('boat.md')
    expect(boat.use).toMatchObject({ cited: top.cited })
    expect((await library.document('lease.md')).use?.cited).toBeGreaterThan(2)
    await client().access.get({ workspace })
    expect(documents.hot + documents.never).toBe((await library.library()).length)
    expect((await client().access.get({ workspace, document: 'lease.md' })).passages.every(({ name }) => name === 'lease.md')).toBe(true)
  })

  it('reads the passages used most ahead of the first question', async () => {
    const { passages } = await client().access.get({ workspace })
    expect((await client().access.warm({ workspace })).passages).toBe(passages.length)
    const { workspace: empty } = await client().workspaces.create({ name: 'empty' })
    expect((await client().access.warm({ workspace: empty.id })).passages).toBe(0)
  })

  it('goes with its document, and no kept answer holds its words any more', async () => {
    await ask(end)
    await client().documents.remove({ workspace, documents: ['lease.md'] })
    const { passages, keptAnswers } = await client().access.get({ workspace })
    expect([passages.some(({ name }) => name !== 'boat.md' && name !== 'garden.md'), keptAnswers]).toEqual([false, 0])
    await client().chat.clear({ workspace })
    await library.ended((await client().documents.remove({ workspace, documents: ['garden.md'] })).job)
    expect(library.filesWith(canary)).toEqual([])
    expect(await library.verify()).toMatchObject({ ok: true })
  })
})

async function ended(job: string): Promise<void> {
  for await (const next of await client().jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return
}
