import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Page } from '../page'
import { format } from './pdf'
import { handmadePdf, textLines } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

const samples = resolve(import.meta.dirname, '../../../resources/samples')

async function read(name: string): Promise<Page[]> {
  const signal = new AbortController().signal
  const head = { bytes: new Uint8Array(), name, extension: 'pdf', size: 0, detected: null, encoding: null, entries: null }
  const document = await format.open({ path: join(samples, name), head }, { signal })
  const pages: Page[] = []
  for (let page = 1; page <= document.pages; page++) pages.push((await document.read(page, { signal })).page)
  await document.close()
  return pages
}

function blocksOf({ text, blocks }: Page) {
  return blocks.map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) }))
}

/** Every heading of a page with the beginning of what follows it. */
function sections(page: Page): [string, string][] {
  const blocks = blocksOf(page)
  return blocks.flatMap(({ kind, text }, index): [string, string][] =>
    kind === 'heading' ? [[text.replaceAll('\n', ' '), (blocks[index + 1]?.text ?? '').split(' ').slice(0, 4).join(' ')]] : [],
  )
}

describe('the sample report in two columns', () => {
  let pages: Page[]
  beforeAll(async () => {
    pages = await read('building-report.pdf')
  })

  test('has every heading right before its text, in the order of the report', () => {
    expect(sections(pages[0]!)).toEqual([
      ['Condition and heating report: the Old Ropeworks, 12 Tallow Quay', 'Prepared for the Harrowmere'],
      ['Summary', 'The Harrowmere Reading House'],
      ['1 Scope and method', 'The report answers four'],
      ['2 The building', '2.1 Structure'],
      ['2.1 Structure', 'The Old Ropeworks is'],
      ['2.2 Floors and shelving', 'The floor of the'],
      ['2.3 Moisture', 'Eleven of the twelve'],
    ])
    expect(sections(pages[1]!)).toEqual([
      ['2.4 Windows and insulation', 'The windows of the'],
      ['3 Heating', '3.1 The existing system'],
      ['3.1 The existing system', 'A gas boiler of'],
      ['3.2 The choice', 'We compared three heating'],
      ['3.3 Recommendation', 'We recommend the air-to-water'],
      ['3.4 Sound', 'The outdoor units reach'],
      ['4 Cost of the rooms', 'The draft lease names'],
    ])
    expect(sections(pages[2]!)).toEqual([
      ['5 The way to the opening', 'The works take 22'],
      ['6 Terms of the lease that touch the building', '6.1 Notice period'],
      ['6.1 Notice period', 'The draft leaves the'],
      ['6.2 Shelving', 'The landlord is prepared'],
      ['6.3 Condition at handover', 'The condition of the'],
      ['7 Recommendations', 'Replace the gas boiler'],
    ])
  })

  test('carries sentences from one column into the next', () => {
    const [first, second] = pages.map(({ text }) => text.replaceAll(/\s+/g, ' '))
    expect(first).toContain('or the legal side of the lease. Where this report mentions')
    expect(second).toContain('We think this fair, provided the lease names a date')
  })

  test('has its table between the columns as one table with its header, between its caption and the text below it', () => {
    const blocks = blocksOf(pages[1]!)
    const at = blocks.findIndex(({ kind }) => kind === 'table')
    expect(blocks.filter(({ kind }) => kind === 'table')).toHaveLength(1)
    expect(blocks[at]!.text.split('\n')).toEqual([
      '| Heating system | Investment EUR | Energy cost EUR a year | Upkeep EUR a year | Carbon dioxide tonnes a year | Delivery weeks |',
      '| --- | --- | --- | --- | --- | --- |',
      '| New gas boiler | 31,000 | 10,900 | 620 | 19.4 | 4 |',
      '| Air-to-water heat pump | 84,000 | 7,300 | 780 | 5.1 | 12 |',
      '| District heating | 58,000 | 9,800 | 350 | 8.7 | 40 |',
    ])
    expect(blocks[at - 1]!.text).toBe('Table 1. Three heating systems compared')
    expect(blocks[at + 1]!.text).toMatch(/^The heat pump costs most to buy/)
  })

  test('keeps the labels of its chart in blocks of their own, above the caption of the figure', () => {
    const blocks = blocksOf(pages[1]!).map(({ text }) => text)
    const caption = blocks.findIndex((text) => text.startsWith('Figure 1. Heat losses'))
    const labels = blocks.slice(blocks.findIndex((text) => text.endsWith('needs\nnothing.')) + 1, caption)
    const drawn = ['Outer walls', 'Windows', 'Ventilation', 'Ground floor', 'Roof', '17 kW', '15 kW', '10 kW', '7 kW', '4 kW']
    expect(labels.toSorted()).toEqual(drawn.toSorted())
  })

  test('has the two tables of its appendices apart, each below its title', () => {
    const blocks = blocksOf(pages[3]!).filter(({ text }) => !/^(?:The Old Ropeworks ·|Page 4)/.test(text))
    expect(blocks.map(({ kind, text }) => [kind, text.split('\n')[0]])).toEqual([
      ['paragraph', 'Appendix A. Rooms, areas and floor loads'],
      ['table', '| Room | Floor | Area m² | Floor load kN per m² | Heat load kW | Shelf units at most |'],
      ['paragraph', 'Appendix B. Moisture of four of the twelve walls, 7 January 2026'],
      ['table', '| Place of measurement | 10 cm above the floor | 40 cm | 120 cm | Judgement |'],
    ])
  })
})

describe('a page whose foot was drawn first', () => {
  test('keeps the order of its two columns and has the foot last', async () => {
    const column = (name: string, x: number) =>
      [100, 300, 500].flatMap((y, part) => [
        { text: `${name} ${part + 1}`, x, y: y - 30, size: 15, bold: true },
        ...textLines([`The ${name.toLowerCase()} column tells of the harbour`, 'and of the ships that lie in it.'], { x, y, size: 10 }),
      ])
    const foot = { text: 'Page 7 of the yearbook', x: 430, y: 800, size: 9 }
    const [reading] = await readBytes(handmadePdf([{ texts: [foot, ...column('Left', 54), ...column('Right', 310)] }]))
    const lines = reading!.page.text.split('\n').filter((line) => /^(?:Left|Right|The|Page)/.test(line))
    const parts = (name: string) =>
      [1, 2, 3].flatMap((part) => [`${name} ${part}`, `The ${name.toLowerCase()} column tells of the harbour`])
    expect(lines).toEqual([...parts('Left'), ...parts('Right'), 'Page 7 of the yearbook'])
  })
})
