import { describe, expect, it } from 'vitest'
import { nameTerms, otherWords, plainQuestion } from './widen'

describe('a question in plain words', () => {
  it.each([
    ['What is the FY2021 revenue?', 'What is the fiscal 2021 revenue?'],
    ["Net sales in FY22 and FY '23", 'Net sales in fiscal 2022 and fiscal 2023'],
    ['As of FY2023Q1, why?', 'As of 2023 first quarter, why?'],
    ['Stores in Q2 of 2024', 'Stores in second quarter of 2024'],
    ['debt in H1 2023', 'debt in six months 2023'],
    ['What did it cost? Answer in USD millions.', 'What did it cost?'],
    ['What is the ratio? Round to two decimal places.', 'What is the ratio?'],
    [
      'Base your judgments on the information provided primarily in the balance sheet. What is the goodwill?',
      'balance sheet What is the goodwill?',
    ],
    ['In agreement with the information outlined in the income statement, what is the margin?', 'income statement what is the margin?'],
    ['Please answer the following question: what is the rent?', 'what is the rent?'],
    ['Is it profitable? If this is not a useful metric, then please state that and explain why.', 'Is it profitable?'],
  ])('%j', (query, plain) => expect(plainQuestion(query)).toBe(plain))

  it.each([
    'Which information provided by the tenant is kept?',
    'Answer in percent.',
    'If the tenant dies, who pays the rent?',
    'State the address of the landlord',
    'Give notice. Explain the term “notice”.',
    'the fyq2 sequence',
  ])('%j stays', (query) => expect(plainQuestion(query)).toBe(query))
})

describe('other words', () => {
  it('are those under which a line item stands in reports, without what the question says', () => {
    expect(otherWords('capex for 2020')).toEqual(expect.arrayContaining(['purchases', 'property', 'plant', 'equipment']))
    expect(otherWords('capital expenditures on equipment')).not.toContain('equipment')
    expect(otherWords('legal battles')).toEqual(['proceedings', 'litigation', 'claims'])
  })

  it('name the statement of a report that a figure stands in', () => {
    expect(otherWords('effective tax rate in 2022')).toEqual(expect.arrayContaining(['income', 'statement']))
    expect(otherWords('total inventories at year end')).toEqual(expect.arrayContaining(['balance', 'sheet']))
    expect(otherWords('free cash flow')).toContain('statement')
  })

  it('are none where the question names nothing of the kind', () => {
    expect(otherWords('When may the tenant give notice?')).toEqual([])
    expect(otherWords('')).toEqual([])
  })
})

it('names are capitals within a sentence and years', () => {
  expect(nameTerms('Which region did best for Harbor Lights in fiscal 2022?')).toEqual(['harbor', 'light', '2022'])
  expect(nameTerms('Dividends of MGM. Rent of 20221?')).toEqual(['mgm'])
  expect(nameTerms('notice in writing')).toEqual([])
})
