import { expect, test } from 'vitest'
import { noAnswer } from '../../answer/prompt'
import { llm } from '../extractive'

/*
 * What is asked of has to stand in the sentence by its whole name, and as such a thing as is asked for.
 */

async function ask(question: string, ...texts: (string | { name: string; text: string })[]): Promise<string> {
  const passages = texts.map((one, i) =>
    typeof one === 'string' ? { n: i + 1, text: one } : { n: i + 1, text: one.text, document: one.name, context: one.name },
  )
  const context = { signal: new AbortController().signal, fetch: globalThis.fetch, idleTimeoutMs: 1_000 }
  const request = { question, passages, system: '', prompt: '', maxOutputTokens: 500, temperature: 0 }
  let answer = ''
  for await (const event of llm.generate({ url: null, model: '', key: null }, request, context))
    if (event.type === 'text') answer += event.text
  return answer
}

const kettle = 'I threw boiling water at his face. That was the point of the whole thing, and he ran.'
const resort = 'The hotel in Switzerland has a view of the lake. Skating is loved by all of Switzerland and its guests.'

test.each([
  ['What is the boiling point of water?', kettle],
  ['Boiling point of water?', kettle],
  ['What is the melting point of iron?', 'The iron gate stood open at this point. The snow was melting on the iron.'],
  ['What is the population of Switzerland?', resort],
  ['Population of Switzerland?', resort],
  ['How much does the book cost?', 'It cost more than $10,000 to restore the film in 1993.'],
  ['What is the phone number of Lise Moor?', 'Lise Moor has a number of friends who use the phone 24 hours a day.'],
  ['What is the email address of Lise Moor?', 'Lise Moor writes an email to every address she knows.'],
  ['When did Edwin Moor die?', 'Edwin Moor came to the great scene of 1933 just after the titans.'],
  ['How did Moor die?', 'Moor showed his new radio to the men of the town.'],
  ['How old is Lise Moor?', 'Lise Moor, “The New School,” Journal of Legal Studies, June 1998.'],
  ['How many pages does the report have?', 'The report cites the Proceedings of the 1989 Conference, pages 146–160.'],
  ['What does RCAC stand for?', 'RCAC is enabled on every table. Many stand for hours to see RCAC.'],
])('%s is refused where only words of it stand there', async (question, text) => expect(await ask(question, text)).toContain(noAnswer))

test.each([
  ['What is the boiling point of water?', 'The boiling point of water is 100 degrees.', 'boiling point of water is 100'],
  ['What is the population of Switzerland?', 'Switzerland has a population of 8.9 million people.', '8.9 million'],
  ['How much does the book cost?', 'The book costs 12 euros.', '12 euros'],
  ['What is the phone number of Lise Moor?', 'Lise Moor can be reached by phone under +41 44 555 12 34.', '555 12 34'],
  ['What is the email address of Lise Moor?', 'Write to Lise Moor by email at lise.moor@example.org.', 'lise.moor@example.org'],
  ['When did Edwin Moor die?', 'Edwin Moor died in 1954 in New York.', '1954'],
  ['How old is the mill?', 'The mill was built in 1890 by two brothers.', '1890'],
  ['How old is Lise Moor?', 'Lise Moor is 47 years old and lives in Elm.', '47'],
  ['How many pages does the report have?', 'The report has 48 pages and two maps.', '48'],
  ['What does RCAC stand for?', 'Row and column access control (RCAC) limits what a query returns.', 'Row and column access control'],
])('%s is answered by the sentence that says it', async (question, text, expected) => expect(await ask(question, text)).toContain(expected))

test('a question that names one document by its number is answered from it alone', async () => {
  const lease = (n: number, rent: number) => ({
    name: `lease-${n}.md`,
    text: `# Lease agreement ${n}\n\nThe landlord lets flat number ${n} to the tenant.\nThe monthly rent is ${rent} euros, payable on the third day of the month.`,
  })
  const answer = await ask('What is the rent of lease 3?', lease(1, 830), lease(3, 1090), lease(2, 960))
  expect(answer).toContain('The monthly rent is 1090 euros')
  expect(answer).not.toMatch(/830|960/u)
})

const rows =
  '| Order | Customer | Amount | Status |\n| --- | --- | --- | --- |\n| 1001 | Heron | 1200 | open |\n| 1008 | Moss | 1000 | cancelled |'
test.each([
  'Which orders are above 1,000 and late?',
  'How many orders are cancelled by Moss?',
  'What is the total amount of orders that Moss cancelled?',
])('%s is not answered by one of the rows it is about', async (question) => expect(await ask(question, rows)).toContain(noAnswer))

test('a row that is itself a count or a total answers', async () => {
  const table = '| | 2024 | 2025 |\n| --- | --- | --- |\n| Employees | 310 | 340 |\n| Total revenue | 80 | 90 |'
  expect(await ask('How many employees were there in 2025?', table)).toContain('340')
})
