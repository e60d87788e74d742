import { expect, test } from 'vitest'
import { mendLigatures, mendMark, splitScripts, startsWithMark } from './arabic'

test('lam and alef of one glyph change places, those of two glyphs stay', () => {
  expect(mendLigatures('اإلنتاج', (index) => index === 1)).toBe('الإنتاج')
  expect(mendLigatures('مسألة', () => false)).toBe('مسألة')
  expect(mendLigatures('تحليالت', (index) => index === 4)).toBe('تحليلات')
})

test('a vowel mark goes behind the letter it stands on', () => {
  expect(startsWithMark('\u064bضا')).toBe(true)
  expect(mendMark('\u064bضا')).toBe('ض\u064bا')
  expect(startsWithMark('ضا')).toBe(false)
})

test('Latin and Arabic words that touch are two words', () => {
  expect(splitScripts('Pythonمن')).toEqual(['Python', 'من'])
  expect(splitScripts('Python')).toEqual(['Python'])
})
