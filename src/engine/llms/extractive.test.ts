import { expect, test } from 'vitest'
import { llm } from './extractive'

const passages = [
  'Termination\nEither party may terminate this agreement with a notice period of ninety days. Notice must be given in writing to the\naddress stated in annex B.\n| 1 | 2 | 3 | 4 |',
  'Fees and payment\nThe client pays a fee of EUR 12,500 each quarter. Invoices are due within 14 days.\n- Travel is charged at cost.\n- Late payment bears interest of 4 % a year.',
  'Confidentiality\nBoth sides keep what they learn of each other secret for five years after the end of this agreement, see Art. 12 and Dr. Ames’ memorandum.',
  'Minutes of 3 May 2024\nPresent were Ms. Okafor, Mr. Lindqvist and the auditors. The budget was approved on 3 May 2024. Ms. Okafor will lead the audit.',
]

async function ask(question: string, texts: readonly string[] = passages): Promise<string> {
  const request = {
    question,
    passages: texts.map((text, i) => ({ n: i + 1, text })),
    system: '',
    prompt: '',
    maxOutputTokens: 500,
    temperature: 0,
  }
  const context = { signal: new AbortController().signal, fetch: globalThis.fetch, idleTimeoutMs: 1_000 }
  let text = ''
  for await (const event of llm.generate({ url: null, model: '', key: null }, request, context))
    if (event.type === 'text') text += event.text
  return text
}

test.each([
  ['What is the notice period?', /^Either party may terminate this agreement with a notice period of ninety days\. \[1\]/],
  ['How much does the client pay each quarter?', /^The client pays a fee of EUR 12,500 each quarter\. \[2\]/],
  ['How long must both sides keep things secret?', /^Both sides keep .* Art\. 12 and Dr\. Ames’ memorandum\. \[3\]/],
  ['When was the budget approved?', /^The budget was approved on 3 May 2024\. \[4\]/],
  ['Who will lead the audit?', /^Ms\. Okafor will lead the audit\. \[4\]/],
  ['What interest does late payment bear?', /^Late payment bears interest of 4 % a year\. \[2\]/],
  ['Where must notice be given?', /Notice must be given in writing to the address stated in annex B\. \[1\]/],
])('%s is answered by the sentence that says it', async (question, expected) => {
  const answer = await ask(question)
  expect(answer).toMatch(expected)
  expect(answer.match(/\[\d\]/g)!.length).toBeLessThanOrEqual(4)
  expect(answer).not.toMatch(/Termination|Fees and payment|\|/)
})

test.each(['What is the capital of Mongolia?', 'Which elephants live in Botswana?', 'Who won the 1998 World Cup?'])(
  '%s is not answered from sources that do not say it; the nearest passage is shown',
  async (question) => {
    const answer = await ask(question)
    expect(answer).toMatch(
      /^The sources in this workspace do not seem to hold an answer to this\.(?:\n\nThe nearest passage says:\n\n> .+ \[\d\])?$/,
    )
  },
)

test('a row of a table or a label with its figure answers too, without its borders and with the heads of its columns', async () => {
  const lists = [
    'Price list 2026\n\nTall shelf unit, oak: EUR 412.00\n2,100 x 900 x 300 mm\n\nReading lamp: EUR 78.00',
    '| Item | Pieces | Price |\n| --- | ---: | ---: |\n| Tall shelf unit, oak | 24 | 395.00 |\n| Book trolley | 3 | 210.00 |',
  ]
  expect(await ask('What is the price of a tall shelf unit in oak?', lists)).toMatch(
    /^Tall shelf unit, oak: EUR 412\.00\. \[1\] Tall shelf unit, oak · Pieces: 24 · Price: 395\.00\. \[2\]$/,
  )
})

test('the head of a column tells what its cells are, however far below it a row stands', async () => {
  const items = Array.from({ length: 14 }, (_, i) => `| Bracket no. ${i + 1} | ${i} | ${i + 20}.50 |`)
  const table = ['| Item | Pieces | Yearly service fee |', '| --- | ---: | ---: |', ...items, '| Tall oak shelf | 24 | 395.00 |'].join('\n')
  const list = `Stock of the workshop\nAll figures are those of the last count, which was made in May.\n${table}`
  expect(await ask('What is the yearly service fee of the shelf?', [list])).toMatch(
    /^Tall oak shelf · Pieces: 24 · Yearly service fee: 395\.00\. \[1\]$/,
  )
  expect(await ask('What is the monthly insurance weight of the shelf?', [list])).toMatch(/do not seem to hold an answer/)
})

test('questions in the sources are no answers', async () => {
  expect(await ask('What is the notice period?', ['"What is the notice period of the lease?"', ...passages])).toMatch(/^Either party/)
})

test('sentences that say the same are said once', async () => {
  const answer = await ask('What is the notice period?', [passages[0]!, passages[0]!.replace('ninety days', 'ninety days in all')])
  expect(answer.match(/notice period/g)).toHaveLength(1)
})

test('a question of nothing but small words and one in another script do not fail', async () => {
  expect(await ask('what is it?')).toMatch(/\S/)
  expect(await ask('契約はいつ終わりますか', ['契約は三月に終わります。住所は東京です。', 'Nothing here.'])).toMatch(
    /^契約は三月に終わります。 \[1\]/,
  )
})

const table = (...rows: string[]) => rows.map((row) => `| ${row} |`).join('\n')

test.each([
  [
    'What is the salinity at station Bravo?',
    table('Station | Depth | Salinity', '--- | --- | ---', 'Alpha | 12 m | 31.2', 'Bravo | 40 m | 33.9'),
    /^Bravo · Depth: 40 m · Salinity: 33\.9/,
  ],
  [
    'What were the wages in Q3?',
    table('Quarter | Wages | Rent', '--- | --- | ---', 'Q1 | 1,200 | 300', 'Q3 | 1,450 | 310'),
    /^Q3 · Wages: 1,450/,
  ],
  ['What does a Brezel cost?', table('Ware | Preis', '--- | ---', 'Brezel | 0,90 €', 'Semmel | 0,50 €'), /^Brezel · Preis: 0,90 €/],
  ['Was kostet die Fräse?', table('Maschine | Preis', '--- | ---', 'Fräse | 12.000 €', 'Drehbank | 9.500 €'), /^Fräse · Preis: 12\.000 €/],
  [
    'Who is the manager of the depots?',
    'The depots employ 46 people. The manager of both depots is Ines Falk.',
    /^The manager of both depots is Ines Falk\./,
  ],
  ['Wie hoch darf der Lärmpegel sein?', 'Der Lärmpegel darf nachts höchstens 45 Dezibel betragen.', /^Der Lärmpegel darf/],
  ['Сколько составляет арендная плата?', 'Арендная плата составляет 50 000 рублей в месяц.', /^Арендная плата составляет 50 000/],
  [
    'Which law applies? Thanks in advance.',
    'This agreement is governed by the law of Denmark.',
    /^This agreement is governed by the law of Denmark\. \[1\]$/,
  ],
])('%s', async (question, passage, expected) => expect(await ask(question, [passage])).toMatch(expected))

test('a sentence about something else of the same thing is no answer', async () => {
  expect(await ask('What colour is the goose?', ['The goose weighs 6 kilos and lives at the pond.'])).toMatch(/do not seem to hold/)
})
