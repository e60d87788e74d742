import { expect, test } from 'vitest'
import { noAnswer } from '../../answer/prompt'
import { llm } from '../extractive'

/*
 * The kind of thing a question asks for, and of what: both have to stand in the sentence that answers it.
 */

async function ask(question: string, text: string): Promise<string> {
  const request = { question, passages: [{ n: 1, text }], system: '', prompt: '', maxOutputTokens: 500, temperature: 0 }
  const context = { signal: new AbortController().signal, fetch: globalThis.fetch, idleTimeoutMs: 1_000 }
  let answer = ''
  for await (const event of llm.generate({ url: null, model: '', key: null }, request, context))
    if (event.type === 'text') answer += event.text
  return answer.replaceAll(/\s*\[1\]/gu, '')
}

const hall = 'The swimming hall opens at 7 am and closes at 21:30. The sauna is open from noon to midnight.'
const hallHours = 'The swimming hall opens at 7 am and closes at 21:30.'
const library = 'The library opens at nine. Members pay ten euros a year.'
const museum = 'The museum is open from ten to five.'

test.each([
  ['When does the swimming hall open?', hall, hallHours],
  ['When does the hall close?', hall, hallHours],
  ['What time does the swimming hall shut?', hall, hallHours],
  ['When does the sauna close?', hall, 'The sauna is open from noon to midnight.'],
  ['When is the sauna open?', hall, 'The sauna is open from noon to midnight.'],
  ['When does the library open?', library, 'The library opens at nine.'],
  ['How much do members pay a year?', library, 'Members pay ten euros a year.'],
  ['When does the café open?', 'Greetings: the café opens at 8:15.', 'Greetings: the café opens at 8:15.'],
  ['When is the museum open?', museum, museum],
  ['When does the museum close?', museum, museum],
  ['At what time does the museum open?', museum, museum],
  ['What are the opening hours of the museum?', museum, museum],
  ['When does the library open?', 'The library was founded in 1954. It opens at half past eight.', 'It opens at half past eight.'],
  ['When does the shop close?', 'The shop is open daily 9–18. Parking is free.', 'The shop is open daily 9–18.'],
  ['When is a certificate needed?', 'A certificate is needed from the third day on.', 'A certificate is needed from the third day on.'],
])('%s is answered by the hour its own subject has', async (question, text, expected) => {
  expect(await ask(question, text)).toBe(expected)
})

test.each([
  ['When does the library open?', 'The library has two floors. Members pay ten euros a year, and the café opens at nine.'],
  ['When does the library open?', 'The library opens its doors to everyone. Members pay ten euros a year.'],
  ['When does the swimming hall open?', 'The swimming hall has two pools. The sauna is open from noon to midnight.'],
  ['When does the library close?', library],
  ['When do members pay?', library],
  ['When is the yard used?', '1.2 The yard may be used for deliveries, see clause 7.3.'],
  ['How wide is the path?', 'The path was laid in 1987 by two men.'],
  ['How large are the premises?', '3.1 The premises are handed over on 1 April 2026.'],
  ['Who is the landlord?', 'The Landlord maintains roof and walls. The Tenant maintains floors.'],
  ['Who is the tenant?', 'The Landlord insures the building, the Tenant insures books and shelving.'],
  ['Who is the architect?', 'Halden Ltd, 3 Quay Road, Elm (the Landlord), and'],
])('%s is refused where only something else stands there', async (question, text) => {
  expect(await ask(question, text)).toContain(noAnswer)
})

const lease = `This agreement is made between

Halden Ltd, 3 Quay Road, Elm (the Landlord), and

Mira Voss, 2 Mill Lane, Elm (the Tenant).

1 Premises

1.1 The Landlord lets to the Tenant two floors of the mill with an area of 640 square metres. Their windows are 1.2 metres wide.

2 Term

2.1 The lease begins on 1 May 2020 and runs for ten years, until 30 April 2030.

2.2 The Tenant may end the lease with notice of three months, for the first time to 31 March 2025.

3 End of the lease

3.1 At the end of the lease the Tenant returns the premises clean.`
const term = 'The lease begins on 1 May 2020 and runs for ten years, until 30 April 2030.'

test.each([
  ['When does the lease end?', term],
  ['When does the lease expire?', term],
  ['When does the lease terminate?', term],
  ['When does the lease begin?', term],
  ['Who is the landlord?', 'Halden Ltd, 3 Quay Road, Elm (the Landlord).'],
  ['Who is the lessor?', 'Halden Ltd, 3 Quay Road, Elm (the Landlord).'],
  ['Who is the tenant?', 'Mira Voss, 2 Mill Lane, Elm (the Tenant).'],
])('%s is answered by the clause of a contract that says it', async (question, expected) => {
  expect(await ask(question, lease)).toBe(expected)
})

test.each(['How large are the premises?', 'How big are the premises?'])('%s is answered by a measure', async (question) => {
  expect(await ask(question, lease)).toMatch(/^The Landlord lets .* 640 square metres\.$/)
})

test.each([
  ['Who is the treasurer?', 'The treasurer, Imre Saltz, keeps the accounts. The treasurer reports each May.', /^The treasurer, Imre Saltz/],
  ['Who is the chair of the choir?', 'Present were the singers of the choir and Odile Marsh (chair).', /Odile Marsh/],
])('%s is answered by the name', async (question, text, expected) => {
  expect(await ask(question, text)).toMatch(expected)
})

test('lines of a list below each other are not run together', async () => {
  const plan =
    'Plan of the move\n\nDelivery of the shelving to the hall: 10 to 14 August\nBooks moved from Chandler Street: 17 to 29 August\nOpening date: 5 September'
  expect(await ask('When are the books moved from Chandler Street?', plan)).toBe('Books moved from Chandler Street: 17 to 29 August.')
})

test('a rate is a number: that one is due answers nothing', async () => {
  const question = 'What is the interest rate of the mortgage?'
  expect(await ask(question, 'The trustee checks that the proper interest rate of the mortgage is paid.')).toMatch(noAnswer)
  const said = 'The interest rate of the mortgage is 3.2 percent.'
  expect(await ask(question, said)).toBe(said)
})
