import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Citation } from '../contract/chat'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'
import { factsOf, fileOf, kinds, type Kind, liesOf, names, perPage } from './testing/seededQuotes'

/* Seeded sentences in a PDF, a scan, Word, a web page and a sheet: what a model says of them leads to the very place, or is marked. */

const workspace = 'w'
let library: LibraryHost
let server: Server
/** What the model says next, behind the number of the passage that holds `name`. */
let claim: { name: string; text: string } = { name: '', text: '' }

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { messages } = JSON.parse(body) as { messages: { content: string }[] }
      const passages = messages.at(-1)!.content.split(/\n\n(?=\[\d+\] )|\n(?=\[1\] )/u)
      const n = passages
        .map((passage) => [/^\[(\d+)\] /u.exec(passage)?.[1], passage] as const)
        .find(([at, text]) => at && text.includes(claim.name))?.[0]
      const event = (delta: object, finish: string | null) =>
        `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`${event({ role: 'assistant', content: `${claim.text} [${n ?? 99}]` }, null)}${event({}, 'stop')}data: [DONE]\n\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  library = await openLibraryHost()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  await library.host.client.models.add({ label: 'Says', provider: 'openaiCompatible', url, model: 'x' })
  const files = await Promise.all(kinds.map(async (kind) => library.file(kind, await fileOf(kind))))
  const added = await library.add(...files)
  expect(Object.values(added).map(({ status }) => status)).toEqual(kinds.map(() => 'ready'))
}, 240_000)
afterAll(async () => {
  await library.close()
  server.close()
})

async function said(kind: Kind, name: string, text: string): Promise<Answer> {
  claim = { name, text }
  const question = `What is noted of ${name}?`
  for await (const event of await library.host.client.chat.ask({ workspace, question, model: 'Says', documents: [kind], keep: false }))
    if (event.type === 'answer') return event.answer
  throw new Error('no answer')
}

/** The words a citation marks, as they stand on its page. */
async function marked({ document, page, spans }: Citation): Promise<string> {
  const { pages } = await library.host.client.documents.text({ workspace, document, page })
  return spans
    .map(({ start, end }) => pages[0]!.text.slice(start, end))
    .join(' ')
    .replaceAll(/\s+/gu, ' ')
}

describe.each(kinds)('%s', (kind) => {
  it('20 quotes open where their sentence stands', async () => {
    const places: unknown[] = []
    for (const [i, fact] of factsOf(kind).entries()) {
      const { claims, citations } = await said(kind, fact.name, fact.sentence)
      const [citation] = citations
      const text = citation ? await marked(citation) : ''
      const box = citation?.boxes[0]
      const isAtLine =
        !kind.endsWith('pdf') || (box !== undefined && Math.abs(box.y + box.height / 2 - (fact.y - 4)) < 10 && Math.abs(box.x - 72) < 8)
      const isInRow =
        kind !== 'sheet.xlsx' ||
        (citation?.place.kind === 'cells' &&
          citation.place.sheet === `Part ${fact.page}` &&
          citation.place.range.includes(String((i % perPage) + 2)))
      const page = kind.endsWith('pdf') || kind.endsWith('xlsx') ? fact.page : 1
      places.push({
        name: fact.name,
        verified: claims[0]?.verified,
        page: citation?.page === page,
        holds: text.includes(fact.name) && text.includes(String(fact.amount)) && text.length < fact.sentence.length * 2,
        isAtLine,
        isInRow,
      })
    }
    expect(places).toEqual(names.map((name) => ({ name, verified: true, page: true, holds: true, isAtLine: true, isInRow: true })))
  }, 120_000)

  it('4 false quotes are marked: another sum, another person, a denial, another unit', async () => {
    const fact = factsOf(kind)[kinds.indexOf(kind) * 3]!
    const lies = liesOf(fact)
    const verdicts: unknown[] = []
    for (const lie of lies) verdicts.push([lie, (await said(kind, fact.name, lie)).claims.map((one) => one.verified)])
    expect(verdicts).toEqual(lies.map((lie) => [lie, [false]]))
  }, 60_000)
})
