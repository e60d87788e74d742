import { expect, test } from 'vitest'
import { askedOfEach, asksForWhole, namedIn, saysNoTo, wholeWishOf } from './wholeWish'

test.each([
  ['Summarise the report.', 'summary'],
  ['Give me an overview of the lease agreement', 'summary'],
  ['What is this document about?', 'summary'],
  ['Fasse den Vertrag zusammen', 'summary'],
  ['Which of these 60 contracts have a termination clause?', 'each'],
  ['Which documents mention a heat pump?', 'each'],
  ['What is the notice period in each contract?', 'each'],
  ['Is every lease signed?', 'each'],
  ['Welche der 60 Verträge enden 2026?', 'each'],
  ['Lesquels de ces contrats sont résiliables ?', 'each'],
  ['¿Cuáles de estos contratos terminan en 2026?', 'each'],
  ['Résume le rapport', 'summary'],
  ['Resume el informe', 'summary'],
  ['Worum geht es im Bericht?', 'summary'],
  ['Did the company resume the work?', null],
  ['When does the lease end?', null],
  ['Which report says that the roof leaks?', null],
  ['How long is the notice period?', null],
])('%s → %s', (question, wish) => expect(wholeWishOf(question)).toBe(wish))

test('a summary of a matter in the documents is not one of the documents', () => {
  const report = [{ name: 'building-report.pdf' }]
  expect(
    asksForWhole('Summarise the building report in three sentences', namedIn('Summarise the building report in three sentences', report)),
  ).toBe(true)
  expect(asksForWhole('Please give me a short summary of these documents', [])).toBe(true)
  expect(asksForWhole('Summarise the damage to the roof', [])).toBe(false)
})

test('documents are named by their name with or without its ending, with spaces or hyphens', () => {
  const documents = [{ name: 'building-report.pdf' }, { name: 'a/lease.docx' }, { name: 'x.md' }]
  expect(namedIn('What does the building report say of the LEASE?', documents).map((one) => one.name)).toEqual([
    'building-report.pdf',
    'a/lease.docx',
  ])
  expect(namedIn('release the report', documents)).toEqual([])
})

test('how many documents there are is not asked of each', () => {
  expect(askedOfEach('Which of these 60 contracts can be terminated early?')).toBe('Which of these contracts can be terminated early?')
  expect(askedOfEach('Which of the two signed leases end after 60 days?')).toBe('Which of the signed leases end after 60 days?')
})

test('a sentence says no to a question of what may be where it denies it', () => {
  const question = 'Which of these leases can be terminated early?'
  expect(saysNoTo(question, 'Early termination is excluded for both parties.')).toBe(true)
  expect(saysNoTo(question, 'The tenant may not terminate this agreement early.')).toBe(true)
  expect(saysNoTo(question, 'The tenant may terminate this agreement early.')).toBe(false)
  expect(saysNoTo('Which leases cannot be terminated early?', 'Early termination is excluded.')).toBe(false)
  expect(saysNoTo('Which leases exclude early termination?', 'Early termination is excluded.')).toBe(false)
})
