import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCanvas, GlobalFonts, PDFDocument, type SKRSContext2D } from '@napi-rs/canvas'
import { Document, Packer, Paragraph } from 'docx'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { utils, write } from 'xlsx'
import type { Answer, Citation } from '../contract/chat'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Seeded sentences in a PDF, a scan, Word, a web page and a sheet: what a model says of them leads to the very place, or is marked. */

const workspace = 'w'
const items = ['rent', 'garden', 'cellar', 'boat', 'garage']
const names = `Harlow Brandt Olsen Weaver Linden Marsh Fenwick Corbin Thorne Keller Dalton Ashby Norris Quill Radcliffe Sutton Tilbury Upton
Vance Whitlock`.split(/\s+/u)
const kinds = ['text.pdf', 'scan.pdf', 'word.docx', 'page.html', 'sheet.xlsx'] as const
type Kind = (typeof kinds)[number]
const perPage = 10

interface Fact {
  name: string
  item: string
  amount: number
  sentence: string
  page: number
  /** Height of its line on the page, in points. */
  y: number
}

/** 20 of a document, 10 a page. */
const factsOf = (kind: Kind): Fact[] =>
  names.map((name, i) => {
    const item = items[(i + kinds.indexOf(kind)) % items.length] as string
    const amount = 211 + kinds.indexOf(kind) * 137 + i * 23
    const sentence = `The ${item} of ${name} costs EUR ${amount} a month.`
    return { name, item, amount, sentence, page: Math.floor(i / perPage) + 1, y: 90 + (i % perPage) * 60 }
  })

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
  const files = [pdf(false), pdf(true), await docx(), html(), sheet()]
  const added = await library.add(...kinds.map((kind, i) => library.file(kind, files[i] as Uint8Array | string)))
  expect(Object.values(added).map(({ status }) => status)).toEqual(kinds.map(() => 'ready'))
}, 240_000)
afterAll(async () => {
  await library.close()
  server.close()
})

function pdf(isScan: boolean): Buffer {
  const folder = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'standard_fonts')
  GlobalFonts.registerFromPath(join(folder, 'LiberationSans-Regular.ttf'), 'Quotes')
  const document = new PDFDocument({ title: 'x' })
  const facts = factsOf(isScan ? 'scan.pdf' : 'text.pdf')
  for (const page of [1, 2]) {
    const context = document.beginPage(595, 842)
    const scale = isScan ? 200 / 72 : 1
    const canvas = createCanvas(595 * scale, 842 * scale)
    const drawn = isScan ? canvas.getContext('2d') : context
    if (isScan) {
      drawn.fillStyle = '#fff'
      drawn.fillRect(0, 0, canvas.width, canvas.height)
      drawn.scale(scale, scale)
    }
    drawn.fillStyle = '#000'
    drawn.font = '13px "Quotes"'
    for (const { sentence, y } of facts.filter((fact) => fact.page === page)) drawn.fillText(sentence, 72, y)
    // What a page of a PDF draws with is the same as of a canvas; only its type says less.
    if (isScan) (context as unknown as typeof drawn & Pick<SKRSContext2D, 'drawImage'>).drawImage(canvas, 0, 0, 595, 842)
    document.endPage()
  }
  return document.close()
}

const docx = () =>
  Packer.toBuffer(new Document({ sections: [{ children: factsOf('word.docx').map(({ sentence }) => new Paragraph(sentence)) }] }))

const html = () =>
  `<!doctype html><title>Costs</title><main>${factsOf('page.html')
    .map(({ sentence, name }) => `<h2>${name}</h2><p>${sentence}</p>`)
    .join('')}</main>`

function sheet(): Buffer {
  const book = utils.book_new()
  const facts = factsOf('sheet.xlsx')
  for (const page of [1, 2]) {
    const rows = facts.filter((fact) => fact.page === page).map(({ item, name, sentence }) => [item, name, sentence])
    utils.book_append_sheet(book, utils.aoa_to_sheet([['Item', 'Name', 'Note'], ...rows]), `Part ${page}`)
  }
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
}

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
    const { name, item, sentence, amount } = factsOf(kind)[kinds.indexOf(kind) * 3]!
    const lies = [
      sentence.replace(String(amount), String(amount + 7)),
      sentence.replace(name, 'Zimmermann'),
      `The ${item} of ${name} does not cost EUR ${amount} a month.`,
      sentence.replace('a month', 'a day'),
    ]
    const verdicts: unknown[] = []
    for (const lie of lies) verdicts.push([lie, (await said(kind, name, lie)).claims.map((one) => one.verified)])
    expect(verdicts).toEqual(lies.map((lie) => [lie, [false]]))
  }, 60_000)
})
