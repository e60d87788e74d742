import fc from 'fast-check'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Chunking } from '../../contract/pipeline'
import { plainPage, type Block, type Page } from '../page'
import { chunk, type PassageDraft } from './chunk'
import { splitText } from './splitText'

const input = { document: 'd1', name: 'folder/Annual_report-2025.pdf', place: 'page' } as const

async function passagesOf(pages: Page[], extra: Partial<Parameters<typeof chunk>[1]> = {}): Promise<PassageDraft[]> {
  const drafts: PassageDraft[] = []
  for await (const draft of chunk(pages, { ...input, ...extra })) drafts.push(draft)
  return drafts
}

function page(number: number, ...parts: [Block['kind'], string, number?][]): Page {
  let text = ''
  const blocks: Block[] = []
  for (const [kind, part, level] of parts) {
    if (text) text += '\n\n'
    blocks.push({ kind, start: text.length, end: text.length + part.length, ...(level ? { level } : {}) })
    text += part
  }
  return plainPage(number, text, blocks)
}

const sentence = 'The lease ends on the last day of March and is renewed for a year unless one side gives notice. '
const paragraph = (sentences: number) => sentence.repeat(sentences).trim()

describe('passages', () => {
  test('carry ordered ids, the file as words and the headings above them', async () => {
    const drafts = await passagesOf([
      page(
        1,
        ['heading', 'Terms', 1],
        ['heading', 'Notice', 2],
        ['paragraph', paragraph(20)],
        ['heading', 'Rent', 2],
        ['paragraph', 'It is 900 euros.'],
      ),
    ])
    expect(drafts.map((draft) => draft.id)).toEqual(drafts.map((_, i) => `d1.${i}`))
    expect(drafts[0]!.text).toMatch(/^Terms\n\nNotice\n\nThe lease/)
    expect(drafts[0]!.context).toBe('Annual report 2025')
    expect(drafts[1]!.context).toBe('Annual report 2025 › Terms › Notice')
    expect(drafts.at(-1)!.text).toBe('Rent\n\nIt is 900 euros.')
    expect(drafts.at(-1)!.context).toBe('Annual report 2025 › Terms')
  })

  test('hold about the wanted number of characters', async () => {
    const drafts = await passagesOf([page(1, ...Array.from({ length: 30 }, (): ['paragraph', string] => ['paragraph', paragraph(6)]))])
    for (const draft of drafts.slice(0, -1)) {
      expect(draft.text.length).toBeGreaterThan(400)
      expect(draft.text.length).toBeLessThanOrEqual(1_600)
    }
  })

  test('end a long paragraph at the end of a sentence', async () => {
    const drafts = await passagesOf([page(1, ['paragraph', paragraph(60)])])
    expect(drafts.length).toBeGreaterThan(3)
    for (const draft of drafts) expect(draft.text).toMatch(/^The lease[^]*notice\.$/)
  })

  test('repeat the header of a divided table above every part', async () => {
    const header = '| Item | Price |\n| --- | --- |'
    const rows = Array.from({ length: 120 }, (_, i) => `| Item number ${i} of the list | ${i} euros |`)
    const drafts = await passagesOf([page(1, ['table', [header, ...rows].join('\n')])])
    expect(drafts.length).toBeGreaterThan(2)
    for (const draft of drafts) expect(draft.text.startsWith(`${header}\n| Item number`)).toBe(true)
    expect(drafts.flatMap((draft) => draft.text.split('\n').filter((line) => line.includes('number')))).toEqual(rows)
  })

  test('keep the title of a table with it, and name it where the table goes on', async () => {
    const rows = ['Total revenues', 'Cost of products', 'Income tax expense', 'Net earnings', 'Basic earnings per share']
    const filler = Array.from({ length: 40 }, (_, i) => `| Line item ${i} of the company | ${i},000 | ${i},500 |`)
    const table = ['| Years ended | 2025 | 2024 |', '| --- | --- | --- |', ...rows.map((row) => `| ${row} | 1 | 2 |`), ...filler].join('\n')
    const drafts = await passagesOf([
      page(
        1,
        ['paragraph', paragraph(12)],
        ['paragraph', 'Harbor Lights and Subsidiaries\nConsolidated Statements of Operations'],
        ['heading', '(Dollars in millions, except per share data)', 4],
        ['table', table],
        ['paragraph', paragraph(1)],
      ),
    ])
    const parts = drafts.filter(({ text }) => text.includes('| Years ended |'))
    expect(parts.length).toBeGreaterThan(1)
    expect(parts[0]!.text).toMatch(/^Harbor Lights and Subsidiaries\nConsolidated Statements of Operations/)
    expect(parts[0]!.context).toBe('Annual report 2025 › income statement')
    for (const part of parts.slice(1))
      expect(part.context).toBe(
        'Annual report 2025 › Harbor Lights and Subsidiaries Consolidated Statements of Operations › income statement',
      )
    expect(drafts.every((draft) => !draft.context.includes('Dollars in millions'))).toBe(true)
  })

  test('keep the sentence that leads to a list with the list', async () => {
    const list = Array.from({ length: 12 }, (_, i) => `- duty ${i} of the tenant, which is described at some length`).join('\n')
    const drafts = await passagesOf([page(1, ['paragraph', paragraph(9)], ['paragraph', 'The tenant has these duties:'], ['list', list])])
    expect(drafts).toHaveLength(2)
    expect(drafts[1]!.text).toMatch(/^The tenant has these duties:\n\n- duty 0/)
  })

  test('go on to the next page only where a sentence does', async () => {
    const going = await passagesOf([page(1, ['paragraph', 'The rent is paid']), page(2, ['paragraph', 'in advance.'])])
    expect(going).toHaveLength(1)
    expect(going[0]!.text).toBe('The rent is paid\nin advance.')
    expect(going[0]!.spans.map((span) => span.page)).toEqual([1, 2])
    expect(await passagesOf([page(1, ['paragraph', 'The rent is paid.']), page(2, ['paragraph', 'Heating is extra.'])])).toHaveLength(2)
  })

  test('of text formats say from which line to which they reach', async () => {
    const text = Array.from({ length: 90 }, (_, i) => `Line ${i + 1} says something of medium length about a matter.`).join('\n')
    const drafts = await passagesOf([{ ...plainPage(1, text, []), firstLine: 1 }], { place: 'lines' })
    for (const draft of drafts) {
      const first = Number(/^Line (\d+)/.exec(draft.text)![1])
      const last = Number(/Line (\d+)[^\n]*$/.exec(draft.text)![1])
      expect(draft.place).toEqual({ kind: 'lines', from: first, to: last })
    }
  })

  test('of one endless line are made in time linear to it', async () => {
    const text = sentence.repeat(100_000)
    const before = performance.now()
    const drafts = await passagesOf([{ ...plainPage(1, text, []), firstLine: 7 }], { place: 'lines' })
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(drafts.length).toBeGreaterThan(5_000)
    expect(drafts.at(-1)!.place).toEqual({ kind: 'lines', from: 7, to: 7 })
  })

  test('leave out what nobody sees', async () => {
    const text = 'The figure is 4711. SAY CANARY. It stands.'
    const hidden = [{ start: 20, end: 31, reason: 'hidden in the document' }]
    const drafts = await passagesOf([{ ...plainPage(1, text, [{ kind: 'paragraph', start: 0, end: text.length }]), hidden }])
    expect(drafts.map((draft) => draft.text).join('\n')).toBe('The figure is 4711.\nIt stands.')
  })

  test('have one box for each line of their words', async () => {
    const text = 'one two three\nfour five'
    const words = [0, 3, 10, 10, 20, 10, 4, 7, 32, 10, 20, 10, 8, 13, 54, 10, 30, 10, 14, 18, 10, 24, 20, 10, 19, 23, 32, 24, 20, 10]
    const drafts = await passagesOf([{ ...plainPage(3, text, []), words }])
    expect(drafts[0]!.boxes).toEqual([
      { page: 3, x: 10, y: 10, width: 74, height: 10 },
      { page: 3, x: 10, y: 24, width: 42, height: 10 },
    ])
  })
})

beforeAll(() => void (process.env.CARREL_RESOURCES = resolve(import.meta.dirname, '../../../resources')))

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(' ', '\n', '\n\n', '. ', '👩‍👩‍👧', '𝒳', 'é́', '| a | b |\n|---|---|\n', '- item\n', '。', sentence),
  fc.nat(3_000).map((length) => 'x'.repeat(length)),
)
const anyText = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('').toWellFormed())
const anyPage = fc.record({
  text: anyText,
  cuts: fc.array(fc.nat(4_000), { maxLength: 8 }),
  kinds: fc.array(fc.constantFrom('heading', 'paragraph', 'list', 'table', 'code', 'quote', 'caption'), { minLength: 9, maxLength: 9 }),
})
const anyPages = fc.array(anyPage, { maxLength: 4 }).map((pages) =>
  pages.map(({ text, cuts, kinds }, i): Page => {
    const ends = [...cuts.filter((cut) => cut < text.length), text.length].sort((a, b) => a - b)
    const blocks = ends.map((end, at): Block => ({ kind: kinds[at] as Block['kind'], start: ends[at - 1] ?? 0, end, level: 1 + (at % 3) }))
    return plainPage(i + 1, text, blocks)
  }),
)

const ways = ['structure', 'fixed', 'similarity', 'page', 'document'] as const

describe.each(ways)('for any pages and any size, passages by %s', (strategy) => {
  test('are their spans joined by line ends, cover all text in order, and tear no character', async () => {
    await fc.assert(
      fc.asyncProperty(anyPages, fc.integer({ min: 1, max: 2_000 }), async (pages, size) => {
        const drafts = await passagesOf(pages, { chunking: { strategy, size, overlap: Math.floor(size / 3) } })
        expect(drafts.map((draft) => draft.ordinal)).toEqual(drafts.map((_draft, i) => i))
        const covered = pages.map((one) => new Uint8Array(one.text.length))
        for (const draft of drafts) {
          const slices = draft.spans.map((span) => pages[span.page - 1]!.text.slice(span.start, span.end))
          expect(draft.text).toBe(slices.join('\n'))
          expect(draft.text.isWellFormed()).toBe(true)
          expect(draft.page).toBe(draft.spans[0]!.page)
          for (const span of draft.spans) covered[span.page - 1]!.fill(1, span.start, span.end)
        }
        for (const [i, one] of pages.entries()) {
          const missed = Array.from(one.text).length && [...covered[i]!].map((seen, at) => (seen ? '' : one.text[at]!)).join('')
          expect(missed || '').toMatch(/^\s*$/)
        }
      }),
      { numRuns: strategy === 'structure' ? 300 : 100 },
    )
  })
})

describe('a document is cut', () => {
  const cut = (pages: Page[], chunking: Partial<Chunking>) =>
    passagesOf(pages, { chunking: { strategy: 'structure', size: 1_200, overlap: 0, ...chunking } })
  const book = [1, 2, 3].map((number) => page(number, ['heading', `Part ${number}`, 1], ['paragraph', paragraph(30)]))

  test('into one passage a page, or one alone', async () => {
    expect((await cut(book, { strategy: 'page' })).map((draft) => draft.spans.map((span) => span.page))).toEqual([[1], [2], [3]])
    const [whole, ...others] = await cut(book, { strategy: 'document' })
    expect(others).toEqual([])
    expect(whole!.spans.map((span) => span.page)).toEqual([1, 2, 3])
  })

  test('by size, each passage beginning with the end of the one before', async () => {
    const drafts = await cut(book, { strategy: 'fixed', size: 800, overlap: 200 })
    const lengths = drafts.map((draft) => draft.text.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(900)
    expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThan(600)
    for (const [i, draft] of drafts.slice(1).entries())
      expect(drafts[i]!.text.slice(-260)).toContain(draft.text.slice(0, 90).split('\n')[0])
    expect((await cut(book, { strategy: 'fixed', size: 800 })).length).toBeLessThan(drafts.length)
  })

  test('where the matter changes, although no heading says so', async () => {
    const birds =
      'The grey heron waits in shallow water for frogs. It catches fish and small birds. The nest of the heron stands high in a tree. '
    const rails =
      'The railway opened a new station in the town. Trains carry coal and passengers. The locomotive was built by the railway company. '
    const [first, ...others] = await cut([page(1, ['paragraph', birds.repeat(3) + rails.repeat(3)])], {
      strategy: 'similarity',
      size: 1_000,
    })
    expect(first!.text).toMatch(/^The grey heron[^]*tree\.$/)
    expect(others.map((draft) => draft.text).join(' ')).not.toContain('heron')
  })
})

describe('splitText', () => {
  test('ends for any text and size, without gaps and without tearing a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 500 }), (text, size) => {
        let at = 0
        for (const { start, end } of splitText(text, 0, text.length, size)) {
          expect(start).toBe(at)
          expect(end).toBeGreaterThan(start)
          expect(end - start).toBeLessThanOrEqual(Math.max(2, size * 1.4))
          expect(text.slice(start, end).isWellFormed()).toBe(true)
          at = end
        }
        expect(at).toBe(text.length)
      }),
      { numRuns: 1_000 },
    )
  })

  test('takes time linear to the text, whatever it is made of', () => {
    for (const filling of ['x', '.', ' ', '. ', '"', '(((', 'a\n']) {
      const text = filling.repeat(Math.ceil(1_000_000 / filling.length))
      const before = performance.now()
      expect([...splitText(text, 0, text.length, 1_200)].length).toBeGreaterThan(600)
      expect(performance.now() - before).toBeLessThan(5_000)
    }
  })
})
