import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, AskEvent } from '../contract/chat'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

let library: LibraryHost
let server: Server
let prompts: string[] = []

/** Says of every passage it is given that it was read, with its number; of summaries, what they say. */
const reply = (prompt: string) => {
  const numbers = [...prompt.matchAll(/^\[(\d+)\]/gmu)].map((match) => match[1])
  if (numbers.includes('0')) return [...new Set(prompt.match(/Chapter \d+ tells of the heron \[\d+\]\./gu) ?? [])].slice(0, 3).join(' ')
  return numbers.map((n) => `Chapter ${n} tells of the heron [${n}].`).join(' ')
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { messages } = JSON.parse(body) as { messages: { content: string }[] }
      prompts.push(messages.at(-1)!.content)
      stream(response, reply(messages.at(-1)!.content))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  library = await openLibraryHost()
  const chapter = (i: number) =>
    `# Chapter ${i}\n\nChapter ${i} tells of the heron. ${`The heron of chapter ${i} waits for fish at the lake. `.repeat(30)}\n\n`
  await library.add(
    library.file('north-lease.md', '# North lease\n\nThe tenant may terminate with a notice of three months. The rent is 900 euros.\n'),
    library.file(
      'south-lease.md',
      '# South lease\n\nThe rent is 1,200 euros. There is a garden behind the house, and a shed in the garden.\n',
    ),
    library.file(
      'east-lease.md',
      '# East lease\n\nThe landlord may terminate with a notice of six months. The cellar is damp in winter.\n',
    ),
    library.file('herons.md', Array.from({ length: 14 }, (_, i) => chapter(i + 1)).join('')),
  )
  await library.host.client.models.add({
    label: 'scripted',
    provider: 'openai-compatible',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    model: 'scripted',
    options: { inputPrice: 2, outputPrice: 10 },
  })
}, 120_000)
afterAll(async () => {
  await library.close()
  server.closeAllConnections()
  server.close()
})

function stream(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${JSON.stringify({ id: 's', object: 'chat.completion.chunk', created: 0, model: 'scripted', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
  response.write(chunk({ role: 'assistant', content: text }))
  const usage = { choices: [], usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 } }
  response.end(
    `${chunk({}, 'stop')}data: ${JSON.stringify({ id: 's', object: 'chat.completion.chunk', created: 0, model: 'scripted', ...usage })}\n\ndata: [DONE]\n\n`,
  )
}

async function ask(question: string, { model = null, documents }: { model?: string | null; documents?: string[] } = {}) {
  const events: AskEvent[] = []
  const input = { workspace: 'w', question, keep: false, model, ...(documents ? { documents } : {}) }
  for await (const event of await library.host.client.chat.ask(input)) events.push(event)
  const last = events.at(-1)
  if (last?.type !== 'answer') throw new Error('The answer never came.')
  return { answer: last.answer, events }
}

const pageOf = async (document: string) => (await library.host.client.documents.page({ workspace: 'w', document, page: 1 })).page.text
const quotesStand = async ({ citations }: Answer) => {
  for (const { name, quote } of citations) expect(await pageOf(name)).toContain(quote)
}

describe('a question for every document', () => {
  it('asks each by itself, says which say something, and cites them', async () => {
    const { answer, events } = await ask('Which of these leases can be terminated with notice?', {
      documents: ['north-lease.md', 'south-lease.md', 'east-lease.md'],
    })
    expect(answer.read).toMatchObject({ way: 'each', left: 0 })
    const found = Object.fromEntries(answer.read!.documents.map((one) => [one.name, one.found]))
    expect(found).toEqual({ 'north-lease.md': true, 'south-lease.md': false, 'east-lease.md': true })
    expect(answer.answer).toMatch(/\*\*north-lease\.md\*\*: .*three months/)
    expect(answer.answer).toMatch(/\*\*east-lease\.md\*\*: .*six months/)
    expect(answer.claims.every((claim) => claim.verified)).toBe(true)
    await quotesStand(answer)
    // Each document is told of before anybody is asked with it.
    const told = events.flatMap((event) => (event.type === 'passages' ? event.citations.map((one) => one.name) : []))
    expect(new Set(told)).toEqual(new Set(['north-lease.md', 'south-lease.md', 'east-lease.md']))
    const stages = events.flatMap((event) => (event.type === 'stage' && event.stage === 'reading' ? [[event.done, event.total]] : []))
    expect(stages).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ])
  })

  const leases = ['north-lease.md', 'south-lease.md', 'east-lease.md']

  it('holds amounts against the condition of the question', async () => {
    const { answer } = await ask('Which of these 3 leases have a rent above 1,000 euros?', { documents: leases })
    expect(answer.read?.documents.filter((one) => one.found).map((one) => one.name)).toEqual(['south-lease.md'])
  })

  it('says how many where that is asked, and does not take the contrary for an answer', async () => {
    const many = await ask('How many of these leases can be terminated with notice?', { documents: leases })
    expect(many.answer.answer).toContain('That is 2 of 3 documents.')
    const { answer } = await ask('Which of these leases cannot be terminated with notice?', { documents: leases })
    expect(answer.answer).toMatch(
      /^Without a model Carrel finds what documents say.*The 2 documents below.*nothing of it was found.*south-lease\.md/,
    )
  })

  it('stops between two documents and keeps what was found', async () => {
    const stop = new AbortController()
    const input = { workspace: 'w', question: 'What is the rent in each lease?', keep: true, model: null }
    const run = async () => {
      for await (const event of await library.host.client.chat.ask(input, { signal: stop.signal })) if (event.type === 'text') stop.abort()
    }
    await run().catch(() => {})
    expect(stop.signal.aborted).toBe(true)
    await library.until(async () => {
      const { messages } = await library.host.client.chat.messages({ workspace: 'w' })
      return messages.at(-1)?.answer?.stopped === true
    })
  })
})

describe('a summary', () => {
  it('without a model is made of sentences of the document, in its order', async () => {
    const { answer } = await ask('Summarise the north lease')
    expect(answer).toMatchObject({ model: null, read: { way: 'whole', documents: [{ name: 'north-lease.md', found: true }], left: 0 } })
    expect(answer.claims.length).toBeGreaterThan(0)
    await quotesStand(answer)
  })

  it('of what fits is asked for in one go', async () => {
    prompts = []
    const { answer } = await ask('Summarise the south lease', { model: 'scripted' })
    expect(prompts).toHaveLength(1)
    expect(answer).toMatchObject({ model: 'scripted', read: { way: 'whole' } })
  })

  it('of a long document is asked for in one go where the model has the room', async () => {
    prompts = []
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const room = { provider: 'openai-compatible', url, model: 'scripted', options: { contextTokens: 32_000 } }
    await library.host.client.models.add({ label: 'roomy', ...room })
    const { answer } = await ask('Summarise herons.md', { model: 'roomy' })
    expect(prompts).toHaveLength(1)
    expect(answer.read).toMatchObject({ way: 'whole', documents: [{ name: 'herons.md' }], left: 0 })
  })

  it('of what does not fit is made part by part, and keeps the places', async () => {
    prompts = []
    const { answer, events } = await ask('Summarise herons.md', { model: 'scripted' })
    expect(answer.error).toBeUndefined()
    expect(answer.read).toMatchObject({ way: 'parts', documents: [{ name: 'herons.md' }], left: 0 })
    expect(prompts.length).toBeGreaterThan(2)
    const [first] = answer.claims
    expect(first).toMatchObject({ text: 'Chapter 1 tells of the heron.', citations: [1], verified: true })
    await quotesStand(answer)
    expect(events.filter((event) => event.type === 'stage' && event.stage === 'reading')).toHaveLength(prompts.length - 1)
  })

  it('of a matter goes by passages like any question', async () => {
    expect((await ask('Summarise the notice periods')).answer.read).toBeUndefined()
  })
})

describe('what was sent', () => {
  const recordOf = async (question: string, more: { model?: string | null; documents?: string[] } = {}) => {
    let message = ''
    for await (const event of await library.host.client.chat.ask({ workspace: 'w', question, model: 'scripted', anew: true, ...more }))
      if (event.type === 'answer') message = event.message!
    return { message, record: (await library.host.client.chat.record({ workspace: 'w', message })).record }
  }

  it('for a summary in parts is every call, word for word, with what it said and took', async () => {
    prompts = []
    const { record, message } = await recordOf('Summarise herons.md')
    expect(record).toMatchObject({ record: 2, way: 'parts', model: { label: 'scripted' }, read: { way: 'parts' } })
    expect(record.calls.map((call) => call.prompt)).toEqual(prompts)
    const purposes = record.calls.map((call) => call.purpose)
    expect([purposes[0], purposes.at(-1)]).toEqual(['part', 'together'])
    for (const { prompt, passages, answer, usage } of record.calls) {
      for (const { n, text } of passages) expect(prompt).toContain(`[${n}] ${text}`)
      expect(answer).toContain('heron')
      expect(usage).toEqual({ inputTokens: 100, outputTokens: 10, cost: { amount: 0.0003, currency: 'USD' } })
    }
    expect(record.calls[0]!.of).toContain('herons.md, page 1')
    const count = record.calls.length
    expect(record.usage).toMatchObject({ inputTokens: 100 * count, outputTokens: 10 * count })
    expect(record.usage?.cost?.amount).toBeCloseTo(0.0003 * count)
    expect(Object.keys(record.timings)).toEqual(expect.arrayContaining(['parts', 'generate', 'verify', 'firstText', 'total']))
    const replayed = await library.host.client.chat.replay({ workspace: 'w', message })
    expect(replayed.same).toBe(true)
    expect(replayed.calls).toHaveLength(count)
  })

  it('for every document is a call for each, and another model’s answers are told beside them', async () => {
    const documents = ['north-lease.md', 'south-lease.md', 'east-lease.md']
    const { record, message } = await recordOf('Which of these leases can be terminated with notice?', { documents })
    expect(record.way).toBe('each')
    expect(record.calls.map((call) => call.of).toSorted()).toEqual(documents.toSorted())
    await library.host.client.models.add({ label: 'Echo', provider: 'echo', model: 'echo' })
    const replayed = await library.host.client.chat.replay({ workspace: 'w', message, model: 'Echo' })
    expect(replayed.same).toBe(false)
    expect(replayed.calls.find((call) => call.of === 'north-lease.md')).toMatchObject({
      same: false,
      before: expect.stringContaining('heron') as string,
    })
  })

  it('where no model was asked is nothing, and there is nothing to send again', async () => {
    const { record, message } = await recordOf('Summarise the north lease', { model: null })
    expect(record).toMatchObject({ way: 'whole', model: null, calls: [], read: { documents: [{ name: 'north-lease.md' }] } })
    await expect(library.host.client.chat.replay({ workspace: 'w', message, model: 'scripted' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
