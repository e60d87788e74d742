import { expect, test } from 'vitest'
import type { Answer, AskEvent } from '../../contract/chat'
import { AppError } from '../../contract/errors'
import type { SearchHit } from '../../contract/search'
import type { Llm } from '../llm'
import { llm as echo } from '../llms/echo'
import { llm as extractive } from '../llms/extractive'
import { flattenWords, type Page, wordsOf } from '../page'
import { answer, type AnswerContext } from './pipeline'

const lease = [
  'Lease of the mill house.',
  '',
  'Either party may end this lease by giving ninety days’ notice',
  'in writing. The rent is EUR 1,450 a month and is due on the',
  'third working day. Pets are not allowed in the house.',
].join('\n')
const letter = 'Dear tenants, the heating will be renewed in October 2024. Mr. Brandt of Halden Ltd will come by on 4 October at 9 a.m.'

/** A page whose words stand 14 points apart by line, each 6 points a character. */
function pageOf(page: number, text: string): Page {
  const words = [...text.matchAll(/\S+/gu)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length - 1
    const column = match.index - text.lastIndexOf('\n', match.index - 1) - 1
    return {
      start: match.index,
      end: match.index + match[0].length,
      x: 72 + column * 6,
      y: 72 + line * 14,
      width: match[0].length * 6,
      height: 12,
    }
  })
  return { page, text, source: 'text', width: 595, height: 842, blocks: [], words: flattenWords(words) }
}

const pages: Record<string, Page> = { 'lease/2': pageOf(2, lease), 'letter/1': pageOf(1, letter) }

function hitOf(rank: number, document: string, page: number): SearchHit {
  const { text } = pages[`${document}/${page}`]!
  const spans = [{ page, start: 0, end: text.length }]
  return {
    rank,
    passage: `${document}.0`,
    document,
    name: `${document}.pdf`,
    page,
    place: { kind: 'page' },
    text,
    score: 9 - rank,
    lanes: {},
    boxes: [],
    spans,
  }
}

const hits = [hitOf(1, 'lease', 2), hitOf(2, 'letter', 1)]

/** A runner that says what it is told to, in small pieces. */
function saying(text: string, then?: AppError): Llm {
  return {
    id: 'saying',
    label: '',
    presets: [],
    needsUrl: false,
    async *generate() {
      for (let i = 0; i < text.length; i += 7) yield { type: 'text', text: text.slice(i, i + 7) }
      if (then) throw then
    },
  }
}

async function ask(
  llm: Llm,
  more: Partial<AnswerContext> & { model?: string; question?: string } = {},
): Promise<{ events: AskEvent[]; answer: Answer; text: string }> {
  const context: AnswerContext = {
    search: async () => ({ hits }),
    llm,
    settings: { url: null, model: more.model ?? '', key: null },
    readPage: async (document, page) => pages[`${document}/${page}`] ?? null,
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
    clock: () => performance.now(),
    ...more,
  }
  const events: AskEvent[] = []
  for await (const event of answer({ question: more.question ?? 'How long is the notice period?', model: 'test' }, context))
    events.push(event)
  const last = events.at(-1)
  if (last?.type !== 'answer') throw new Error('no answer at the end')
  return { events, answer: last.answer, text: events.map((event) => (event.type === 'text' ? event.text : '')).join('') }
}

test('every form of marker is read, one after a full stop belongs to the sentence before, and numbers nobody gave are dropped', async () => {
  const said =
    'The lease ends with ninety days’ notice. [1] The rent is EUR 1,450 a month [1, 7]. Heating is renewed in October 2024【2】. It is due on the third working day.[1][9] Nobody knows more [12].'
  const { answer: got } = await ask(saying(said))
  expect(got.claims.map((claim) => claim.citations)).toEqual([[1], [1], [2], [1], []])
  expect(got.answer).toBe(
    'The lease ends with ninety days’ notice. [1] The rent is EUR 1,450 a month [1]. Heating is renewed in October 2024[2]. It is due on the third working day.[1] Nobody knows more.',
  )
  expect(got.citations.map((citation) => citation.n)).toEqual([1, 2])
})

test('an answer that the length cut off is kept and says so', async () => {
  const llm: Llm = {
    ...saying(''),
    async *generate() {
      yield { type: 'text', text: 'The rent is EUR 1,450 a month [1]. Pets are' }
      yield { type: 'cutOff' }
    },
  }
  const { answer: got } = await ask(llm)
  expect(got).toMatchObject({ answer: 'The rent is EUR 1,450 a month [1]. Pets are', cutOff: true })
  expect((await ask(saying('The rent is EUR 1,450 a month [1].'))).answer.cutOff).toBeUndefined()
})

test('true paraphrases are verified; a claim that adds a number, a name or a no is not', async () => {
  const said =
    'Each party can end the lease with ninety days of written notice [1]. The rent is EUR 1,540 a month [1]. Pets are allowed in the house [1]. Mr. Olsen of Halden Ltd will come by on 4 October [2]. The heating will be renewed in October 2024 [2]. The rent is due on the third working day.'
  const { answer: got } = await ask(saying(said))
  expect(got.claims.map((claim) => claim.verified)).toEqual([true, false, false, false, true, false])
})

test.each([
  ['The sources in this workspace do not seem to hold an answer to this.', []],
  ['The provided passages do not mention a deposit. The rent is EUR 1,450 a month [1].', ['The rent is EUR 1,450 a month.']],
  ['I could not find anything about pets in your documents.', []],
  ['Die Quellen enthalten dazu keine Angabe.', []],
  ['Les documents ne mentionnent pas le loyer.', []],
  ['Would you like to know more?', []],
  ['The documents were not signed.', ['The documents were not signed.']],
  ['The rent is not due in May.', ['The rent is not due in May.']],
  ['The passages do not say who lives there [1].', ['The passages do not say who lives there.']],
])('what an answer says of its sources is no claim, what it says of the matter is: %s', async (said, claims) => {
  const { answer: got } = await ask(saying(said))
  expect(got.claims.map((claim) => claim.text)).toEqual(claims)
})

test('without a model, what comes nearest is shown below a refusal with its place, and nothing is claimed', async () => {
  const { answer: got, text } = await ask(extractive, { question: 'Who painted the mill house?' })
  expect(text).toMatch(/^The sources in this workspace do not seem to hold an answer to this\.\n\nThe nearest passage says:\n\n> .+ \[1\]$/)
  expect(got.claims).toEqual([])
  expect(got.citations).toMatchObject([{ n: 1, document: 'lease' }])
  expect(pages['lease/2']!.text).toContain(got.citations[0]!.quote)
})

test('a quote stands on its page to the character, and its boxes are those of its words', async () => {
  const { answer: got } = await ask(saying('The notice is ninety days in writing [1].'))
  const [citation] = got.citations
  expect(citation).toMatchObject({
    n: 1,
    document: 'lease',
    name: 'lease.pdf',
    page: 2,
    quote: 'Either party may end this lease by giving ninety days’ notice\nin writing.',
  })
  const page = pages['lease/2']!
  const [span] = citation!.spans
  expect(page.text.slice(span!.start, span!.end)).toBe(citation!.quote)
  const words = wordsOf(page).filter((word) => word.start >= span!.start && word.end <= span!.end)
  expect(citation!.boxes).toHaveLength(2)
  expect(citation!.boxes[0]).toMatchObject({ page: 2, x: words[0]!.x, y: words[0]!.y })
  for (const word of words) {
    const holds = citation!.boxes.some(
      (box) => box.x <= word.x && box.y <= word.y && box.x + box.width >= word.x + word.width && box.y + box.height >= word.y + word.height,
    )
    expect(holds).toBe(true)
  }
})

test('claims that share a number have a quote each, so that each marks its own sentence', async () => {
  const said = 'Either party may end this lease by giving ninety days’ notice in writing [1]. Pets are not allowed in the house [1].'
  const { answer: got } = await ask(saying(said))
  const own = got.claims.map((claim) => claim.quotes?.map(({ n, quote }) => [n, quote]))
  expect(own).toEqual([
    [[1, 'Either party may end this lease by giving ninety days’ notice\nin writing.']],
    [[1, 'Pets are not allowed in the house.']],
  ])
  for (const { n, page, quote, spans, boxes } of got.claims.flatMap((claim) => claim.quotes ?? [])) {
    expect(got.citations.find((citation) => citation.n === n)!.quote).toContain(quote)
    expect(pages[`lease/${page}`]!.text.slice(spans[0]!.start, spans[0]!.end)).toBe(quote)
    expect(boxes.length).toBeGreaterThan(0)
  }
  const alone = await ask(saying('Pets are not allowed in the house [1].'))
  expect(alone.answer.claims[0]!.quotes).toBeUndefined()
})

test('a quote that is no longer on the page is not verified', async () => {
  const { answer: got } = await ask(saying('The notice is ninety days in writing [1].'), {
    readPage: async (_document, page) => pageOf(page, 'Something else stands here now.'),
  })
  expect(got.claims).toMatchObject([{ citations: [1], verified: false }])
  expect(got.citations).toHaveLength(1)
})

test('a quote moved on the page, with a letter read differently, is still found', async () => {
  const moved = `A new first line.\n${lease.replace('ninety', 'nlnety').replaceAll('\n', ' ')}`
  const { answer: got } = await ask(saying('Either party may end this lease by giving ninety days’ notice in writing [1].'), {
    readPage: async (_document, page) => pageOf(page, moved),
  })
  expect(got.claims).toMatchObject([{ verified: true }])
  expect(got.citations[0]!.quote).toContain('nlnety days’ notice in writing.')
})

test('without hits the answer says so, cites nothing and asks no model', async () => {
  const never: Llm = { ...saying(''), generate: () => expect.unreachable('the model was asked') }
  const { answer: got, events } = await ask(never, { search: async () => ({ hits: [] }) })
  expect(got).toMatchObject({ answer: expect.stringContaining('do not seem to hold'), citations: [], claims: [] })
  expect(events.map((event) => event.type)).toEqual(['stage', 'passages', 'text', 'stage', 'answer'])
})

test('a model that fails midway leaves what it said, and why it broke off', async () => {
  const { answer: got } = await ask(saying('The notice is ninety days [1]. And', new AppError('MODEL_ANSWER', 'It broke off.')))
  expect(got).toMatchObject({
    stopped: true,
    error: { code: 'MODEL_ANSWER' },
    claims: [{ verified: true }, { text: 'And', verified: false }],
  })
})

test('a failure that is not of the closed list is an error of the answer too, not an exception', async () => {
  const broken: Llm = {
    ...saying(''),
    generate: () => {
      throw new TypeError('unexpected')
    },
  }
  expect((await ask(broken)).answer).toMatchObject({ answer: '', stopped: true, error: { code: 'INTERNAL' } })
})

test('stopping gives what was there within half a second', async () => {
  const stop = new AbortController()
  let stoppedMs = 0
  setTimeout(() => ((stoppedMs = performance.now()), stop.abort()), 300)
  const { answer: got, text } = await ask(echo, { signal: stop.signal, model: 'slow' })
  expect(performance.now() - stoppedMs).toBeLessThan(500)
  expect(got.stopped).toBe(true)
  expect(got.error).toBeUndefined()
  expect(got.answer.length).toBeGreaterThan(0)
  expect(text.startsWith(got.answer)).toBe(true)
})

test('the echo’s and the extracted answers are verified throughout, sentence by sentence', async () => {
  for (const llm of [echo, extractive]) {
    const { answer: got } = await ask(llm)
    expect(got.claims.length).toBeGreaterThan(0)
    expect(got.claims.filter((claim) => !claim.verified || claim.citations.length !== 1)).toEqual([])
    expect(got.timings).toMatchObject({
      retrieve: expect.any(Number),
      generate: expect.any(Number),
      verify: expect.any(Number),
      total: expect.any(Number),
    })
  }
  expect((await ask(extractive)).answer.claims[0]!.text).toContain('ninety days’ notice in writing')
})

test('copies of one text are one passage', async () => {
  const copies = [hits[0]!, { ...hits[0]!, document: 'copy', rank: 2 }, hits[1]!]
  const { events } = await ask(echo, { search: async () => ({ hits: copies }) })
  const passages = events.find((event) => event.type === 'passages')
  expect(passages?.type === 'passages' && passages.citations.map((citation) => citation.document)).toEqual(['lease', 'letter'])
})

test.each([
  { kind: 'cells', passage: { kind: 'cells', sheet: 'Prices', range: 'A1:C3' }, own: { kind: 'cells', sheet: 'Prices', range: 'A3:C3' } },
  { kind: 'lines', passage: { kind: 'lines', from: 1, to: 4 }, own: { kind: 'lines', from: 4, to: 4 } },
] as const)('a citation names the $kind of its quote, not those of the whole passage', async ({ passage, own }) => {
  const text = '| Item | Delivery | Price |\n| --- | --- | --- |\n| Oak shelf | 2 weeks | 310 |\n| Walnut desk | 6 weeks | 1240 |'
  const rowStart = (row: string) => text.indexOf(`| ${row}`)
  const range = (start: number, cells: string) => ({ start, place: { kind: 'cells' as const, sheet: '', range: cells } })
  const anchors = [range(0, 'A1:C1'), range(rowStart('Oak'), 'A2:C2'), range(rowStart('Walnut'), 'A3:C3')]
  const page = { ...pageOf(1, text), ...(passage.kind === 'cells' ? { anchors } : {}) }
  const hit: SearchHit = { ...hitOf(1, 'letter', 1), text, place: passage, spans: [{ page: 1, start: 0, end: text.length }] }
  const { answer: given } = await ask(saying('The walnut desk takes 6 weeks and costs 1240. [1]'), {
    search: async () => ({ hits: [hit] }),
    readPage: async () => page,
  })
  expect(given.citations[0]).toMatchObject({ quote: expect.stringContaining('Walnut desk'), place: own })
})
