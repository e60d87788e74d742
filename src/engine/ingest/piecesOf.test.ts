import { describe, expect, test } from 'vitest'
import { plainPage, type Page } from '../page'
import { piecesOf } from './piecesOf'

const table = (header: string, rows: readonly string[]): Page => {
  const text = [header, '| --- | --- |', ...rows].join('\n')
  return plainPage(1, text, [{ kind: 'table', start: 0, end: text.length }])
}
const rows = (count: number) => Array.from({ length: count }, (_, i) => `| row ${i} | value ${i} |`)
const written = (page: Page, size = 200) =>
  [...piecesOf(page, size)].map(({ start, end, header }) => ({
    text: page.text.slice(start, end),
    header: header && page.text.slice(header.start, header.end),
  }))

describe('a divided table', () => {
  test('has the names of its columns with every part', () => {
    const [first, ...others] = written(table('| name | value |', rows(30)))
    expect(first).toMatchObject({ text: expect.stringMatching(/^\| name \| value \|\n\| --- /), header: undefined })
    expect(others.length).toBeGreaterThan(2)
    for (const { header } of others) expect(header).toBe('| name | value |\n| --- | --- |')
  })

  test('with names of up to 600 characters still has them with every part', () => {
    const long = `| ${'n'.repeat(560)} | value |`
    expect(written(table(long, rows(60)), 1_200).at(-1)!.header).toBe(`${long}\n| --- | --- |`)
    expect(written(table(`| ${'n'.repeat(700)} | value |`, rows(60)), 1_200).at(-1)!.header).toBeUndefined()
  })

  test('without names has nothing with its parts', () => {
    for (const { header } of written(table('|  |  |', rows(30)))) expect(header).toBeUndefined()
  })

  test('that goes on behind hidden text has its own names, not the row below', () => {
    const page = table('| name | value |', rows(4))
    const start = page.text.indexOf('value 1')
    const parts = written({ ...page, hidden: [{ start, end: start + 7, reason: 'invisible characters' }] })
    expect(parts).toHaveLength(2)
    expect(parts[1]).toMatchObject({ text: expect.stringContaining('| row 2 |'), header: '| name | value |\n| --- | --- |' })
  })

  test('whose names are hidden does not give them away', () => {
    const page = table('| secret | value |', rows(30))
    for (const { text, header } of written({ ...page, hidden: [{ start: 0, end: 18, reason: 'hidden row' }] })) {
      expect(`${header ?? ''}${text}`).not.toContain('secret')
    }
  })
})
