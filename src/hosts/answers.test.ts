import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, ModelCall } from '../contract/chat'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Answers of a real host within a conversation: follow-ups, shapes, questions to go on with, what was sent, and files of it all. */

const workspace = 'w'
let library: LibraryHost
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-answers-'))
  library = await openLibraryHost()
  await library.add(
    library.file(
      'lease.md',
      '# Lease of the mill house\n\nThe rent of the mill house is EUR 1,450 a month.\n\nThe deposit of the mill house is EUR 4,350.\n\nThe lease of the mill house ends on 31 March 2027.\n',
    ),
    library.file('barn.md', '# Lease of the barn\n\nThe rent of the barn is EUR 300 a month.\n\nThe deposit of the barn is EUR 600.\n'),
    library.file('griechisch.md', 'Η Αθήνα είναι <img src=x onerror=alert(1)> ![pixel](https://evil.example/p.png) πρωτεύουσα.\n'),
  )
  await library.host.client.models.add({ label: 'Echo', provider: 'echo', model: 'echo' })
})
afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true, force: true })
})

type Question = Omit<Parameters<LibraryHost['host']['client']['chat']['ask']>[0], 'workspace'>

async function ask(question: Question): Promise<{ chat: string; message: string; answer: Answer }> {
  let chat = ''
  for await (const event of await library.host.client.chat.ask({ workspace, ...question })) {
    if (event.type === 'kept') chat = event.chat
    if (event.type === 'answer') return { chat, message: event.message ?? '', answer: event.answer }
  }
  throw new Error('no answer')
}

test('a follow-up is understood by what was asked before, shown so, and answered', async () => {
  const first = await ask({ question: 'How much is the rent of the mill house?' })
  const second = await ask({ question: 'And the deposit?', chat: first.chat })
  expect(second.answer.understood).toBe('How much is the deposit of the mill house?')
  expect(second.answer.answer).toContain('4,350')
  const third = await ask({ question: 'What about the deposit of the barn?', chat: first.chat })
  expect(third.answer.answer).toContain('EUR 600')
  expect(third.answer.answer).not.toContain('4,350')
})

test('questions to begin with and to go on with are answered by the documents, and none is asked twice', async () => {
  const { questions } = await library.host.client.chat.suggestions({ workspace })
  expect(questions).toContain('How much is the rent of the mill house?')
  const { message, chat } = await ask({ question: 'How much is the rent of the mill house?' })
  const next = (await library.host.client.chat.next({ workspace, message })).questions
  expect(next).toContain('When does the lease of the mill house end?')
  expect(next).not.toContain('How much is the rent of the mill house?')
  for (const question of next) {
    const { answer } = await ask({ question, chat })
    expect([question, answer.claims.some((claim) => claim.verified)]).toEqual([question, true])
  }
})

test('what was sent for an answer is noted word for word, sent again the same, and gone with its conversation', async () => {
  const { client } = library.host
  const asked = await ask({ question: 'How much is the rent of the barn?', model: 'Echo', style: 'detailed' })
  const { record } = await client.chat.record({ workspace, message: asked.message })
  expect(record).toMatchObject({
    record: 2,
    question: 'How much is the rent of the barn?',
    style: 'detailed',
    way: 'passages',
    model: { label: 'Echo', provider: 'echo', name: 'echo', host: null },
    calls: [{ purpose: 'answer', parameters: { temperature: 0, maxOutputTokens: 1_400 } }],
    answer: asked.answer.answer,
    usage: { outputTokens: expect.any(Number) as number },
  })
  const [{ passages, prompt }] = record.calls as [ModelCall]
  for (const { n, text } of passages) expect(prompt).toContain(`[${n}] ${text}`)
  expect(Object.keys(record.timings)).toEqual(expect.arrayContaining(['retrieve', 'generate', 'verify', 'firstText', 'total']))
  expect(await client.chat.replay({ workspace, message: asked.message })).toMatchObject({
    same: true,
    model: 'Echo',
    answer: record.answer,
  })
  await client.chat.delete({ workspace, chat: asked.chat })
  await expect(client.chat.record({ workspace, message: asked.message })).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
})

test('a conversation becomes Markdown, Word and PDF that Carrel reads back with questions, answers and sources', async () => {
  const { client } = library.host
  const first = await ask({ question: 'How much is the rent of the mill house?' })
  await ask({ question: 'Η Αθήνα <b>πρωτεύουσα</b> ![x](https://evil.example/y.png)?', chat: first.chat, model: 'Echo' })
  for (const format of ['md', 'docx', 'pdf'] as const) {
    const file = await client.chat.export({ workspace, chat: first.chat, format })
    expect(file.name).toBe(`How much is the rent of the mill house.${format}`)
    const path = join(folder, `out.${format}`)
    writeFileSync(path, Buffer.from(file.content, 'base64'))
    const [added] = Object.values(await library.add(path))
    expect([format, added?.status]).toEqual([format, 'ready'])
    const { pages } = await client.documents.text({ workspace, document: `out.${format}` })
    const text = pages
      .map((page) => page.text)
      .join('\n')
      .replaceAll(/[\\\s]+/g, ' ')
    for (const words of ['How much is the rent of the mill house?', 'EUR 1,450 a month', 'lease.md', 'Sources', 'Αθήνα', 'Written by Echo'])
      expect([format, text.includes(words)]).toEqual([format, true])
    await client.documents.remove({ workspace, documents: [`out.${format}`] })
  }
  const { content } = await client.chat.export({ workspace, chat: first.chat, format: 'md' })
  expect(Buffer.from(content, 'base64').toString()).not.toMatch(/!\[|(?<!\\)<\w/)
})

test('a question that holds nothing to look for says so, in search and chat', async () => {
  const { client } = library.host
  for (const [query, why] of [
    ['of and the', /only words that stand in every text/],
    ['-rent', /only says what must not stand/],
    ['???', /holds no word to look for/],
    ['the', /too common to look for/],
  ] as const) {
    const { hits, note } = await client.search.query({ workspace, query, mode: 'keyword' })
    expect([query, hits]).toEqual([query, []])
    expect(note).toMatch(why)
  }
  const { answer } = await ask({ question: '-rent' })
  expect(answer.note).toMatch(/only says what must not stand/)
  expect(answer.claims).toEqual([])
})
