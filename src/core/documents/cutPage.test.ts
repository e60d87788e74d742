import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentPage } from '../../contract/documents'
import { cutPage } from './cutPage'

function pageOf(text: string, more: Partial<DocumentPage> = {}): DocumentPage {
  return { page: 1, text, source: 'text', width: 0, height: 0, blocks: [], words: [], ...more }
}

const lines = Array.from({ length: 200 }, (_, i) => `line ${i} of the page`).join('\n')

describe('a part of a page', () => {
  it('is the whole page where that is short or no limit is set', () => {
    expect(cutPage(pageOf(lines), {})).toEqual({ page: pageOf(lines) })
    expect(cutPage(pageOf('short'), { limit: 100 }).cut).toBeUndefined()
  })

  it('begins and ends with whole lines around the character asked for', () => {
    const around = lines.indexOf('line 120')
    const { page, cut } = cutPage(pageOf(lines), { around, limit: 400 })
    expect(page.text).toContain('line 120 of the page')
    expect(lines.slice(cut!.start, cut!.start + page.text.length)).toBe(page.text)
    expect([lines[cut!.start - 1], lines[cut!.start + page.text.length]]).toEqual(['\n', '\n'])
    expect(cut!.length).toBe(lines.length)
  })

  it('keeps blocks, hidden text, words and places where they were in the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 20, maxLength: 400 }),
        fc.nat(400),
        fc.integer({ min: 5, max: 100 }),
        (text, around, limit) => {
          const range = { start: Math.floor(text.length / 3), end: Math.floor(text.length / 2) }
          const anchors = [{ start: range.start, place: { kind: 'time' as const, seconds: 1 } }]
          const whole = pageOf(text, {
            blocks: [{ kind: 'paragraph', ...range }],
            words: [range.start, range.end, 1, 2, 3, 4],
            confidences: [57],
            hidden: [{ ...range, reason: 'white' }],
            anchors,
          })
          const { page, cut } = cutPage(whole, { around: Math.min(around, text.length), limit })
          const at = cut?.start ?? 0
          expect(text.startsWith(page.text, at)).toBe(true)
          for (const block of [...page.blocks, ...page.hidden!]) {
            expect(block.start + at).toBeGreaterThanOrEqual(range.start)
            expect(block.end + at).toBeLessThanOrEqual(range.end)
            expect(block.end).toBeLessThanOrEqual(page.text.length)
          }
          const words = page.words.slice(0, 2).map((offset) => offset + at)
          expect([[], [range.start, range.end]]).toContainEqual(words)
          expect(page.confidences).toEqual(words.length > 0 ? [57] : [])
          for (const anchor of page.anchors!) expect(anchor.start).toBeLessThanOrEqual(page.text.length)
        },
      ),
    )
  })
})
