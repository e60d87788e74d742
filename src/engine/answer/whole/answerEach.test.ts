import { expect, test } from 'vitest'
import type { Answer } from '../../../contract/chat'
import type { SearchHit } from '../../../contract/search'
import type { Llm } from '../../llm'
import { llm as extractive } from '../../llms/extractive'
import { plainPage } from '../../page'
import { answerEach } from './answerEach'

const lease = (n: number, rent: number, early: string) =>
  `The landlord lets flat number ${n} to the tenant.\nThe monthly rent is ${rent} euros, payable on the third day.\n${early}`
const may = 'The tenant may terminate this agreement early with two months of notice.'
const mayNot = 'Early termination is excluded for both parties.'
const leases: Record<string, string> = {
  'lease-a.md': lease(1, 830, may),
  'lease-b.md': lease(2, 960, mayNot),
  'lease-c.md': lease(3, 1220, may),
}

const saying = (text: string): Llm => ({
  ...extractive,
  id: 'saying',
  async *generate() {
    yield { type: 'text', text }
  },
})

async function ask(question: string, llm: Llm = extractive): Promise<Answer> {
  const documents = Object.keys(leases).map((name) => ({ document: name, name }))
  const hitOf = (name: string): SearchHit => {
    const text = leases[name]!
    const at = {
      document: name,
      name,
      page: 1,
      place: { kind: 'page' as const },
      text,
      boxes: [],
      spans: [{ page: 1, start: 0, end: text.length }],
    }
    return { ...at, rank: 1, score: 1 } as unknown as SearchHit
  }
  const context = {
    llm,
    settings: { url: null, model: '', key: null },
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
    clock: () => 0,
    readPage: async (document: string) => plainPage(1, leases[document]!, []),
    searchIn: (document: string) => async () => ({ hits: [hitOf(document)] }),
  }
  for await (const event of answerEach({ question, model: llm === extractive ? null : 'saying', documents, left: 0 }, context))
    if (event.type === 'answer') return event.answer
  throw new Error('An answer always comes.')
}

const found = ({ read }: Answer) => read!.documents.filter((one) => one.found).map((one) => one.name)

test('documents that speak of a thing and exclude it are told apart from those that allow it', async () => {
  const answer = await ask('Which of these leases can be terminated early?')
  expect(found(answer)).toEqual(['lease-a.md', 'lease-c.md'])
  const [yes, no] = answer.answer.split('These speak of it and say no:')
  expect(yes).toMatch(/lease-a\.md[^]*lease-c\.md/u)
  expect(yes).not.toContain('lease-b.md')
  expect(no).toContain('lease-b.md')
})

test('a span of amounts is a condition', async () => {
  expect(found(await ask('Which leases have a rent between 900 and 1,200 euros?'))).toEqual(['lease-b.md'])
})

test('an answer of a model whose words stand in no document is no denial', async () => {
  const answer = await ask('Which leases can be terminated early?', saying('Yes. [1]'))
  expect(answer.answer).not.toContain('In none of')
  expect(answer.answer).toMatch(
    /3 documents the model gave an answer that was not found in their text[^]*lease-a\.md, lease-b\.md, lease-c\.md/u,
  )
  expect(found(answer)).toEqual([])
})
