import { expect, test } from 'vitest'
import { judged } from './support/testing/claims'
import { supportOf } from './verify'

const clause =
  'Either party may terminate this Agreement by giving the other party not less than ninety (90) days’ written notice. The Institute shall pay a fee of EUR 12,500 per quarter, due within 14 days of invoice.'
const report = 'In 2023 the library lent 48,200 books, an increase of 7 % over the year before. Visitors to the reading room fell to 9,310.'
const flood = 'Heavy rain caused the river Aare to flood the lower town of Bern on 12 June 1999, and 340 residents were evacuated.'
const medicine =
  'The trial found no evidence that vitamin C prevents the common cold in adults. Patients took 500 mg twice daily for six weeks.'
const rules = 'Dogs are not allowed inside the museum. Guide dogs may enter with their owners. Photography is permitted without flash.'
const history = 'Marie Curie was awarded the Nobel Prize in Chemistry in 1911 for the discovery of radium and polonium.'
const office = 'The office opens at 8 a.m. on weekdays and remains closed on Sundays. Employees must wear their badge at all times.'

const trueClaims: [claim: string, source: string][] = [
  ['Either party may terminate this Agreement by giving the other party not less than ninety (90) days’ written notice.', clause],
  ['The notice period is 90 days.', clause],
  ['Each party can end the contract with 90 days of written notice.', clause],
  ['Termination requires ninety days’ notice in writing.', clause],
  ['A quarterly fee of €12,500 must be paid by the Institute.', clause],
  ['Payment is due 14 days after the invoice.', clause],
  ['The Institute pays 12.500 euros each quarter.', clause],
  ['The library lent 48,200 books in 2023.', report],
  ['Lending of books grew by 7 percent in 2023.', report],
  ['The number of visitors to the reading room dropped to 9,310.', report],
  ['The Aare flooded the lower town of Bern in June 1999.', flood],
  ['340 residents were evacuated after heavy rain.', flood],
  ['The flood of Bern’s lower town was caused by heavy rain.', flood],
  ['There was no evidence that vitamin C prevents colds in adults.', medicine],
  ['Vitamin C was not found to prevent the common cold in adults.', medicine],
  ['Patients took 500 mg of it twice a day over 6 weeks.', medicine],
  ['Dogs are not permitted in the museum.', rules],
  ['Guide dogs are allowed to enter with their owners.', rules],
  ['Marie Curie received the Nobel Prize in Chemistry in 1911.', history],
  ['Curie’s discovery of radium and polonium earned her the Nobel Prize.', history],
  ['On weekdays the office opens at 8 a.m.', office],
  ['The office is closed on Sundays.', office],
  ['Staff are required to wear their badge at all times.', office],
  ['The heat pump costs most to buy and least to run.', 'The heat pump costs most to buy and least to run.'],
]

const falseClaims: [claim: string, source: string][] = [
  ['The garden costs EUR 300 a day.', 'The garden costs EUR 300 a month.'],
  ['The interest is 5 % per month.', 'The interest is 5 % annually.'],
  ['The notice period is 60 days.', clause],
  ['The notice period is 90 months.', clause],
  ['Neither party may terminate this Agreement by giving written notice.', clause],
  ['Either party may terminate this Agreement by giving ninety days’ notice without written form.', clause],
  ['Halden Ltd may terminate the Agreement with ninety days’ written notice.', clause],
  ['The Institute shall pay a fee of EUR 12,500 per quarter to the Meridian Foundation.', clause],
  ['The Institute shall pay a fee of USD 12,500 per quarter.', clause],
  ['The Institute shall pay a fee of EUR 125,000 per quarter.', clause],
  ['The fee is due within 14 days of invoice and includes insurance, travel and catering for staff.', clause],
  ['The library lent 48,200 books in 2022.', report],
  ['The library lent 48,200 books, a decrease of 7 % over the year before.', report],
  ['Visitors to the reading room rose to 9,310.', report],
  ['The library did not lend 48,200 books.', report],
  ['The river Rhine flooded the lower town of Bern on 12 June 1999.', flood],
  ['The river Aare flooded the upper town of Bern.', flood],
  ['Nobody was evacuated in Bern on 12 June 1999.', flood],
  ['The river Aare flooded Bern on 12 July 1999.', flood],
  ['The trial found evidence that vitamin C prevents the common cold in adults.', medicine],
  ['Vitamin C prevents the common cold in adults.', medicine],
  ['Patients took 500 mg twice daily for eight weeks.', medicine],
  ['The trial found no evidence that vitamin D prevents the common cold in adults.', medicine],
  ['Dogs are allowed inside the museum.', rules],
  ['Photography is not permitted without flash.', rules],
  ['Photography is prohibited in the museum.', rules],
  ['Marie Curie was awarded the Nobel Prize in Physics in 1911.', history],
  ['Marie Curie was awarded the Nobel Prize in Chemistry in 1903.', history],
  ['Pierre Curie was awarded the Nobel Prize in Chemistry in 1911.', history],
  ['Marie Curie was never awarded the Nobel Prize in Chemistry.', history],
  ['The office opens at 9 a.m. on weekdays.', office],
  ['The office is open on Sundays.', office],
  ['The office closes at 8 a.m. on weekdays.', office],
  ['Employees must wear a helmet and safety shoes.', office],
  ['The weather in autumn is mild and pleasant.', office],
]

const all = [
  ...judged,
  ...trueClaims.map(([claim, source]) => ({ claim, source, isTrue: true })),
  ...falseClaims.map(([claim, source]) => ({ claim, source, isTrue: false })),
]
/** Share of the true claims that must pass; those in freer words do not. */
const leastPassed = 0.85

test.each(all.filter(({ isTrue }) => !isTrue))('does not pass what its source does not say: $claim', ({ claim, source }) => {
  expect(supportOf(claim, source)).toMatchObject({ supported: false })
})

test('passes most of what its source says', () => {
  const wanted = all.filter(({ isTrue }) => isTrue)
  const missed = wanted.filter(({ claim, source }) => !supportOf(claim, source).supported).map(({ claim }) => claim)
  console.log(
    `${wanted.length - missed.length} of ${wanted.length} true claims pass; ${all.length - wanted.length} false ones; not passed:\n${missed.join('\n')}`,
  )
  expect(wanted.length - missed.length).toBeGreaterThanOrEqual(wanted.length * leastPassed)
})
