import { describe, expect, it } from 'vitest'
import { markWords } from './markWords'

const marked = (text: string, query: string) =>
  markWords(text, query)
    .filter((piece) => piece.marked)
    .map((piece) => piece.text)

describe('a passage found', () => {
  it('shows the words of the query, whatever their case, and signs of a pattern do no harm', () => {
    expect(marked('Rent and RENT, parent too', 'rent (a+)+$ *')).toEqual(['Rent', 'RENT', 'rent'])
    expect(marked('Straße über alles', 'über')).toEqual(['über'])
    expect(marked('anything', '"?')).toEqual([])
  })

  it('begins near the first word found', () => {
    const text = `${'filler words '.repeat(20)}the notice period is six months`
    const [first] = markWords(text, 'notice')
    expect(first?.text.startsWith('…')).toBe(true)
    expect(first?.text.length).toBeLessThan(60)
  })
})
