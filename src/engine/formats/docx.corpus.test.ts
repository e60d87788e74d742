import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { format } from './docx'
import { readFile, shown } from './docx/testing/officeFile'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const present = existsSync(join(corpus, 'documents'))
if (!present) console.log(`skipped: no evaluation corpus at ${corpus}; set CARREL_CORPUS to read its Word documents`)

async function read(path: string) {
  const { pages, failures } = await readFile(format, readFileSync(join(corpus, path)), { name: 'a.docx' })
  for (const failure of failures.values()) throw failure
  return pages[0]!
}

describe.skipIf(!present)('Word documents of others', () => {
  test('a handbook of 872 paragraphs of headings, clauses and footnotes', { timeout: 60_000 }, async () => {
    const page = await read('documents/handbook-872p.docx')
    const count = (kind: string) => page.blocks.filter((block) => block.kind === kind).length
    expect([count('heading'), count('table')]).toEqual([294, 2])
    const items = page.blocks
      .filter((block) => block.kind === 'list')
      .flatMap((block) => page.text.slice(block.start, block.end).split('\n'))
    expect(items).toHaveLength(44)
    expect(items[0]).toMatch(/^1\. an amount not to exceed the highest rate of basic pay/)
    expect(page.text.match(/\[\^\d+\]: /g)).toHaveLength(6)
    expect(page.text.startsWith('U.S. Department of Justice\n\nExecutive Office for United States Trustees')).toBe(true)
    expect(page.text).toContain('[Page footer] Handbook for Chapter 13 Standing Trustees')
  })

  test('tables of three columns with lists in their cells', async () => {
    const page = await read('documents/docx_rich_tables_01.docx')
    const tables = page.blocks.filter((block) => block.kind === 'table')
    expect(tables).toHaveLength(2)
    const rows = page.text.slice(tables[0]!.start, tables[0]!.end).split('\n')
    expect(rows[0]).toBe('| Feature | Action Needed | Comment/Links |')
    expect(rows.every((row) => row.replaceAll('\\|', '').match(/\|/g)!.length === 4)).toBe(true)
  })

  test.each([
    ['documents/footnotes.docx', 'Ouch[^1].[^2]\n\n[^1]: A tachyon walks into a bar.\n\n[^2]: Fin.'],
    ['documents/tables.docx', 'Above\n\n| Top left | Top right |\n| --- | --- |\n| Bottom left | Bottom right |\n\nBelow'],
    ['documents/text-box.docx', 'Datum plane'],
    ['hostile/dev/files/external-relationships.docx', 'The quarterly figure is 4711 euros.'],
    ['hostile/dev/files/deep-tables.docx', 'The quarterly figure is 4711 euros.'],
    ['hostile/dev/files/zip-slip-names.docx', 'The quarterly figure is 4711 euros.'],
    [
      'hostile/dev/files/tika__testExternalRefs.docx',
      'Testing INCLUDEPICTURE: [Image placeholder]\n\nTesting INCLUDETEXT: [Text placeholder]\n\nTesting IMPORT: [Import placeholder]\n\nTesting LINK: [Link placeholder]',
    ],
    [
      'hostile/dev/files/tika__testAltChunkHTML.docx',
      'Simple paragraph with a emphasized word.\n\nExample of a table:\n\n| Col 1 | Col 2 |\n| --- | --- |\n| ROW 1 | ROW 1 |\n| ROW 2 | ROW 2 |',
    ],
  ])('%s gives all its text', async (path, expected) => {
    expect(shown(await read(path))).toBe(expected)
  })

  test('an injection nobody sees is marked', async () => {
    const page = await read('hostile/dev/files/hidden-injection.docx')
    expect(shown(page)).toMatch(/^The quarterly figure is 4711 euros\.\n\n⟦SYSTEM[^⟧]*CANARY-7731[^⟧]*⟧\n\n⟦SYSTEM[^⟧]*CANARY-7732⟧$/)
  })

  test.each([
    ['bomb-document-xml-200mb', 'DOCUMENT_TOO_LARGE'],
    ['zip-duplicate-part', 'DOCUMENT_CORRUPT'],
    ['billion-laughs', 'DOCUMENT_CORRUPT'],
    ['xxe-file', 'DOCUMENT_CORRUPT'],
    ['tika__testWORD_truncated', 'DOCUMENT_CORRUPT'],
    ['not-ooxml', 'DOCUMENT_CORRUPT'],
  ])('%s is refused with a reason', async (file, code) => {
    const started = performance.now()
    await expect(read(`hostile/dev/files/${file}.docx`)).rejects.toMatchObject({ code })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('an archive in a document comes out as a child', async () => {
    const { children, pages } = await readFile(format, readFileSync(join(corpus, 'hostile/dev/files/tika__test_recursive_embedded.docx')), {
      name: 'a.docx',
    })
    expect(pages[0]!.text).toBe('embed_0')
    expect(children.map((child) => [child.name, child.bytes?.length])).toEqual([['embed1.zip', 4827]])
  })

  test('an encrypted one opens with its password', async () => {
    const bytes = readFileSync(join(corpus, 'hostile/dev/files/tika__testWORD_protected_passtika.docx'))
    await expect(readFile(format, bytes, { name: 'a.docx' })).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
    expect((await readFile(format, bytes, { name: 'a.docx', password: 'tika' })).pages[0]!.text).toContain('encrypted Word 2007')
  })
})
