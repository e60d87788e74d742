import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppEvent } from '../contract'
import type { AskEvent, ChatMessage } from '../contract/chat'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Conversations of a real host: kept, searched, branched, erased, and told to every window. */

const workspace = 'w'
let library: LibraryHost
const told: AppEvent[] = []
const stopListening = new AbortController()

beforeAll(async () => {
  library = await openLibraryHost()
  await library.add(
    library.file('lease.md', 'The lease of the mill house ends on 31 March 2027.\n\nThe rent is EUR 1,450 a month.\n'),
    library.file('boat.md', 'The boat was bought from Ms Halvorsen for EUR 9,200.\n'),
  )
  const events = await library.host.client.events.watch(undefined, { signal: stopListening.signal })
  void (async () => {
    for await (const event of events) told.push(event)
  })().catch(() => {})
})
afterAll(async () => {
  stopListening.abort()
  await library.close()
})

type Question = Omit<Parameters<LibraryHost['host']['client']['chat']['ask']>[0], 'workspace'>

async function ask(
  question: Question,
  signal?: AbortSignal,
): Promise<{ chat: string; question: string; text: string; events: AskEvent[] }> {
  const events: AskEvent[] = []
  for await (const event of await library.host.client.chat.ask({ workspace, ...question }, signal ? { signal } : {})) events.push(event)
  const kept = events.find((event) => event.type === 'kept')
  const last = events.at(-1)
  return {
    chat: kept?.chat ?? '',
    question: kept?.question ?? '',
    text: last?.type === 'answer' ? last.answer.answer : '',
    events,
  }
}

const shown = async (chat: string): Promise<ChatMessage[]> => (await library.host.client.chat.messages({ workspace, chat })).messages
const texts = async (chat: string) => (await shown(chat)).map(({ text }) => text)

test('a conversation begins with a question, is called like it, and goes on', async () => {
  const first = await ask({ question: 'When does the lease of the mill house end?' })
  const second = await ask({ question: 'How much is the rent a month?', chat: first.chat })
  expect(second.chat).toBe(first.chat)
  const messages = await shown(first.chat)
  expect(messages.map(({ role }) => role)).toEqual(['question', 'answer', 'question', 'answer'])
  expect(messages[1]?.text).toContain('31 March 2027')
  expect(messages[3]?.text).toContain('1,450')
  const { chats } = await library.host.client.chat.list({ workspace })
  expect(chats).toMatchObject([{ id: first.chat, title: 'When does the lease of the mill house end?', questions: 2, answering: false }])
  expect((await library.host.client.chat.messages({ workspace })).chat?.id).toBe(first.chat)
})

test('the words of questions and answers find their conversation, accents and case aside', async () => {
  const { chat } = await ask({ question: 'Who sold the boat?' })
  const find = async (query: string) => (await library.host.client.chat.list({ workspace, query })).chats
  expect(await find('HALVÖRSEN boat')).toMatchObject([{ id: chat, found: expect.stringContaining('Halvorsen') as string }])
  expect(await find('halvorsen zeppelin')).toEqual([])
})

test('a conversation is renamed and pinned, found by its title, and stands before newer ones', async () => {
  const { client } = library.host
  const { chat } = await ask({ question: 'What did the boat cost?' })
  await ask({ question: 'When does the lease end?' })
  await client.chat.update({ workspace, chat, title: 'Boat', pinned: true })
  expect((await client.chat.list({ workspace })).chats[0]).toMatchObject({ id: chat, title: 'Boat', pinned: true })
  expect((await client.chat.messages({ workspace, chat: 'boat' })).chat?.id).toBe(chat)
})

test('asking again and asking in other words make branches, and each branch keeps what follows it', async () => {
  const { client } = library.host
  const first = await ask({ question: 'How much is the rent?' })
  const followed = await ask({ question: 'Who sold the boat?', chat: first.chat })
  const again = await ask({ question: 'How much is the rent?', chat: first.chat, beside: first.question })
  expect(again.question).toBe(first.question)
  const [question, answer, ...rest] = await shown(first.chat)
  expect(rest).toEqual([])
  expect(question?.branches).toBeUndefined()
  expect(answer?.branches).toHaveLength(2)

  const edited = await ask({ question: 'When does the lease end?', chat: first.chat, beside: first.question })
  expect(await texts(first.chat)).toEqual(['When does the lease end?', edited.text])
  expect((await shown(first.chat))[0]?.branches).toEqual([first.question, edited.question])

  await client.chat.update({ workspace, chat: first.chat, branch: answer!.branches![0]! })
  expect(await texts(first.chat)).toEqual(['How much is the rent?', first.text, 'Who sold the boat?', followed.text])
  await expect(client.chat.update({ workspace, chat: first.chat, branch: 'nothing' })).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
  await expect(ask({ question: 'x', chat: first.chat, beside: answer!.id })).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
})

test('every change is told, so that a second window shows the same', async () => {
  const { chat } = await ask({ question: 'Is there a boat?' })
  await library.until(async () => told.some((event) => event.type === 'chat.changed' && event.chat.id === chat && !event.chat.answering))
  await library.host.client.chat.delete({ workspace, chat })
  await library.until(async () => told.some((event) => event.type === 'chat.removed' && event.chats.includes(chat)))
  expect(told.filter((event) => event.type === 'chat.removed')).toHaveLength(1)
})

test('an answer stopped half-way is kept with its question; a second question waits for its end', async () => {
  await library.host.client.models.add({ label: 'Slow', provider: 'echo', model: 'slow:200' })
  const stop = new AbortController()
  const heard: AskEvent[] = []
  const asking = (async () => {
    const stream = await library.host.client.chat.ask(
      { workspace, question: 'How much is the rent a month?', model: 'Slow' },
      { signal: stop.signal },
    )
    for await (const event of stream) heard.push(event)
  })().catch(() => {})
  await library.until(async () => heard.some((event) => event.type === 'text'))
  const chat = heard.find((event) => event.type === 'kept')!.chat
  expect((await library.host.client.chat.messages({ workspace, chat })).chat?.answering).toBe(true)
  await expect(ask({ question: 'And now?', chat })).rejects.toMatchObject({ code: 'BUSY' })
  stop.abort()
  await asking
  await library.until(async () => (await shown(chat)).length === 2)
  expect((await shown(chat))[1]?.answer).toMatchObject({ stopped: true, model: 'Slow' })
})

test('a deleted conversation leaves no byte of it in the data folder, also while it is being answered', async () => {
  const { client } = library.host
  const canary = 'Quagglebosh'
  const { chat } = await ask({ question: `Is ${canary} a boat?` })
  const stream = await client.chat.ask({ workspace, question: `Who is ${canary}?`, chat, model: 'Slow' })
  for await (const event of stream) if (event.type === 'text') break
  expect(library.filesWith(canary).length).toBeGreaterThan(0)
  expect(await client.chat.delete({ workspace, chat })).toMatchObject({ deleted: { id: chat } })
  expect(library.filesWith(canary)).toEqual([])
  await expect(client.chat.messages({ workspace, chat })).rejects.toMatchObject({ code: 'CHAT_NOT_FOUND' })
})

test('clearing forgets all conversations of the workspace', async () => {
  const { chats } = await library.host.client.chat.list({ workspace })
  expect(chats.length).toBeGreaterThan(2)
  expect(await library.host.client.chat.clear({ workspace })).toEqual({ cleared: chats.length })
  expect((await library.host.client.chat.messages({ workspace })).messages).toEqual([])
})
