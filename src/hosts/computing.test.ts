import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Answer } from '../contract/chat'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

let library: LibraryHost

beforeAll(async () => {
  library = await openLibraryHost()
  const rows = ['North,Heron,1200', 'South,Moss,80', 'North,Lathe,2000', 'East,Moss,499']
  await library.add(
    library.file('sales.csv', `Region,Customer,Amount\n${rows.join('\n')}\nTotal,,3779\n`),
    library.file('report.md', '# Report\n\nSales in the North grew; the total amount is discussed with every customer.\n'),
  )
}, 120_000)
afterAll(() => library.close())

async function ask(question: string, documents?: string[]): Promise<Answer> {
  const events = await library.host.client.chat.ask({ workspace: 'w', question, keep: false, ...(documents ? { documents } : {}) })
  for await (const event of events) if (event.type === 'answer') return event.answer
  throw new Error('The answer never came.')
}

it('computes a figure over a sheet, says how, and cites the cells', async () => {
  const answer = await ask('What is the total amount in the North region?')
  expect(answer).toMatchObject({
    answer: 'The sum of “Amount” where “Region” is North is 3,200 (2 rows). [1]',
    model: null,
    claims: [{ citations: [1], verified: true }],
    citations: [{ n: 1, name: 'sales.csv', page: 1, place: { kind: 'cells', range: 'C2:C4' } }],
    computed: [{ sql: `SELECT SUM("Amount") FROM "sales.csv" WHERE "Region" = 'North'`, rows: [[3200]], used: 2, of: 4, totals: 1 }],
  })
  const page = await library.host.client.documents.page({ workspace: 'w', document: 'sales.csv', page: 1 })
  const [citation] = answer.citations
  expect(citation!.spans.map(({ start, end }) => page.page.text.slice(start, end))).toEqual(['1200', '2000'])
})

it('leaves what no table accounts for to the passages', async () => {
  expect((await ask('What is the total amount of returned goods?')).computed).toBeUndefined()
  expect((await ask('What is the total amount in the North region?', ['report.md'])).computed).toBeUndefined()
})
