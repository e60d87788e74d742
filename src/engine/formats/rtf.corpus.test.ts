import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFile } from './docx/testing/officeFile'
import { format } from './rtf'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const present = existsSync(join(corpus, 'documents'))
if (!present) console.log(`skipped: no evaluation corpus at ${corpus}; set CARREL_CORPUS to read its Rich Text documents`)

describe.skipIf(!present)('Rich Text documents of others', () => {
  const read = async (path: string) => (await readFile(format, readFileSync(join(corpus, path)), { name: 'a.rtf' })).pages[0]!

  test('a heading, a paragraph and a table written by hand', async () => {
    const page = await read('documents/fake-doc.rtf')
    expect(page.text).toBe(
      'My First Heading\n\nMy first paragraph.\n\nTable Example:\n\n| Column 1 | Column 2 |\n| --- | --- |\n| Row 1, Cell 1 | Row 1, Cell 2 |\n| Row 2, Cell 1 | Row 2, Cell 2 |',
    )
    expect(page.blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'paragraph', 'table'])
  })

  test('every word of a file of two languages in groups of one word', async () => {
    const { text, blocks } = await read('documents/eng_spa_mult.rtf')
    expect(blocks).toHaveLength(5)
    expect(text.startsWith('All human beings are born free and equal in dignity')).toBe(true)
    expect(text.endsWith('deben comportarse fraternalmente los unos con los otros."')).toBe(true)
    expect(text.match(/dotados como están de razón y conciencia/g)).toHaveLength(4)
  })

  test('halves of characters that do not belong together', async () => {
    expect((await read('hostile/dev/files/tika__testRTFInvalidUnicode.rtf')).text).toMatch(/^Unpaired hi \ufffd here/)
  })
})
