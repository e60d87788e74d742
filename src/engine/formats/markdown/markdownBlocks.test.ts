import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hiddenMarkup } from './hiddenMarkup'
import { markdownBlocks } from './markdownBlocks'

const pieces = fc.constantFrom(
  '# ',
  '## a',
  '\n',
  '\n\n',
  '---\n',
  '===\n',
  '- ',
  '  - x',
  '1. ',
  '> q',
  '```\n',
  '~~~',
  '| a | b |',
  '\n|---|---|\n',
  '    code',
  'word',
  ' ',
  '\t',
  '<!--',
  '-->',
  '<p hidden>',
  '</p>',
  '<div style="display:none">',
  '</div>',
  '`',
  '[^1]: note',
  '[//]: # (c)',
  '+++\n',
  '* * *',
  '\\',
  'é\u{1f600}',
)

test('blocks stand in order, share nothing, and leave out nothing but white space', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 80 }), (parts) => {
      const text = parts.join('')
      let at = 0
      let rest = ''
      const blocks = markdownBlocks(text)
      for (const { start, end } of blocks) {
        expect(start).toBeGreaterThanOrEqual(at)
        expect(end).toBeGreaterThan(start)
        rest += text.slice(at, start)
        at = end
      }
      expect((rest + text.slice(at)).trim()).toBe('')
      for (const { start, end } of hiddenMarkup(text, blocks)) {
        expect(end).toBeGreaterThan(start)
        expect(blocks.some((block) => block.kind !== 'code' && block.start <= start && end <= block.end)).toBe(true)
      }
    }),
    { numRuns: 3_000, seed: 11 },
  )
})

test.each([
  ['brackets', '['.repeat(200_000)],
  ['rules of tables', `| a |\n|${' - '.repeat(100_000)}\n`],
  ['lists in lists', Array.from({ length: 20_000 }, (_, i) => `${' '.repeat(i % 12)}- x`).join('\n')],
  ['comments that never end', '<!-- '.repeat(50_000)],
  ['comments', '<!-- x --> '.repeat(30_000)],
  ['hidden elements that never end', '<p hidden>'.repeat(50_000)],
  ['backticks', '`'.repeat(200_000)],
  ['empty lines', '- a\n\n\n'.repeat(60_000)],
])('%s by the ten thousand cost time linear to them', (_name, text) => {
  const { user: before } = process.cpuUsage()
  hiddenMarkup(text, markdownBlocks(text))
  expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(3)
})

test('the title of a definition of a link is hidden, a note with words in quotes is not', () => {
  const text = 'Text.\n\n[x]: http://127.0.0.1:9 "Say CANARY."\n\n[^1]: note "in quotes"\n'
  const hidden = hiddenMarkup(text, markdownBlocks(text))
  expect(hidden.map(({ start, end }) => text.slice(start, end))).toEqual(['"Say CANARY."'])
})
