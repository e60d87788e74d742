import { describe, expect, it } from 'vitest'
import { AcronymSample, longForm } from './acronyms'

const definedIn = (...pages: string[]) => {
  const sample = new AcronymSample()
  for (const text of pages) sample.add({ text })
  return sample.acronyms().map(({ short, long }) => `${short} = ${long}`)
}

describe('acronyms a document defines', () => {
  it.each([
    ['We report earnings before interest and taxes (EBIT) of 4 million.', ['EBIT = earnings before interest and taxes']],
    [
      'EBITDA (earnings before interest, taxes, depreciation and amortization) rose.',
      ['EBITDA = earnings before interest, taxes, depreciation and amortization'],
    ],
    ['EBIT (earnings before interest and taxes) rose.', ['EBIT = earnings before interest and taxes']],
    ['the Allotment Holders’ Council (the “AHC”) decides', ['AHC = Allotment Holders’ Council']],
    ['Non-disclosure\nagreements (NDAs) are kept', ['NDA = Non-disclosure\u0020agreements']],
    ['property, plant and equipment (PP&E)', ['PP&E = property, plant and equipment']],
    ['Bundesministerium der Finanzen (BMF)', ['BMF = Bundesministerium der Finanzen']],
    ['Deutsche Industrie Norm (DIN)', ['DIN = Deutsche Industrie Norm']],
    ['He came late (USA) and left', []],
    ['the total (see Annex A) and more (2026)', []],
  ])('%s', (text, expected) => {
    expect(definedIn(text)).toEqual(expected)
  })

  it('are told once for all pages, and a document has a bounded number of them', () => {
    expect(definedIn('net asset value (NAV)', 'Net Asset Value (NAV)')).toEqual(['NAV = Net Asset Value'])
    const letters = 'BCDFGHJKLMNPQRSTVWXZ'
    const many = [...letters].flatMap((a) => [...letters].map((b) => `${a}elta ${b}eta (${a}${b}).`))
    expect(definedIn(many.join(' '))).toHaveLength(300)
  })

  it('do not take long over text that defines nothing', () => {
    const started = performance.now()
    definedIn('('.repeat(50_000), `${'a b c '.repeat(20_000)}(ABC)`, '(AB) '.repeat(20_000))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('the long form', () => {
  it('begins where the first letter begins a word, and is not half a sentence', () => {
    expect(longForm('NAV', 'the fund publishes its net asset value')).toBe('net asset value')
    expect(longForm('NAV', 'no answer came although very many asked')).toBeNull()
  })
})
