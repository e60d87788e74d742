import { describe, expect, test } from 'vitest'
import { mendHyphen } from './hyphens'

test.each([
  ['docu-', 'ment', 'drop'],
  ['NATIO-', 'NAL', 'drop'],
  ['soft\u00ad', 'hyphen', 'drop'],
  ['state-of-', 'the-art', 'keep'],
  ['well-', 'to-do', 'keep'],
  ['COVID-', '19', 'keep'],
  ['Anglo-', 'Saxon', 'keep'],
  ['pages 4-', '7', null],
  ['-', 'and', null],
  ['word', 'next', null],
  ['end-', '(open', null],
  ['Trüb-', 'sal', 'drop'],
  ['CO2-', 'Ausstoß', 'keep'],
  ['d-', 'dimensional', 'keep'],
  ['well-', 'known', 'keep'],
  ['well-', 'ness', 'drop'],
  ['high-', 'way', 'drop'],
  ['Umsatz-', 'steuer', 'drop'],
] as const)('%s %s at a line end: %s', (before, after, expected) => {
  expect(mendHyphen(before, after)).toBe(expected)
})

test.each([
  ['long-', 'term', ['long-term'], 'keep'],
  ['long-', 'term', ['long-term', 'longterm'], 'drop'],
  ['Trace-', 'Monkey', ['tracemonkey'], 'drop'],
  ['model-', 'related', ['model', 'related', '-related'], 'keep'],
  ['model-', 'related', ['model', 'related', '-related', 'modelrelated'], 'drop'],
  ['model-', 'related', ['model', 'related'], 'drop'],
  ['over-', 'come', ['over', 'come', 'over-'], 'drop'],
  ['pre-', 'sent', ['sent', 'pre-'], 'drop'],
] as const)('%s %s at a line end where elsewhere stands %j: %s', (before, after, known, expected) => {
  expect(mendHyphen(before, after, (text) => (known as readonly string[]).includes(text))).toBe(expected)
})

describe('a hyphen that stands for the rest of a word', () => {
  test.each([
    ['Ein-', 'und Ausfuhr', []],
    ['Nord-', 'und Süddeutschland', []],
    ['Haupt-', 'oder Nebenfach', []],
    ['Kauf-', 'bzw. Mietvertrag', []],
    ['pre-', 'and post-war', []],
    ['EU-', 'und Drittstaaten', []],
    ['three-', 'to five-year', []],
    ['short-', 'or perhaps medium-term', []],
    ['buy-', 'or sell orders', ['buy']],
    ['franco-', 'et anglophone', ['et']],
    ['hoofd-', 'en bijvak', ['het']],
  ] as const)('%s %s stays apart', (before, line, known) => {
    const [after, ...following] = line.split(' ')
    expect(mendHyphen(before, after!, (text) => (known as readonly string[]).includes(text), following)).toBe(null)
  })

  test.each([
    ['pota-', 'to soup', []],
    ['in-', 'to the well-known', ['in']],
    ['there-', 'to a well-known one', ['there']],
    ['fac-', 'tor', []],
    ['thous-', 'and', ['thousand']],
    ['Frau-', 'en und', ['und']],
  ] as const)('%s %s is one word', (before, line, known) => {
    const [after, ...following] = line.split(' ')
    expect(mendHyphen(before, after!, (text) => (known as readonly string[]).includes(text), following)).toBe('drop')
  })
})
