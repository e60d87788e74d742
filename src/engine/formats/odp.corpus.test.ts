import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFile } from './docx/testing/officeFile'
import { format } from './odp'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const present = existsSync(join(corpus, 'documents'))
if (!present) console.log(`skipped: no evaluation corpus at ${corpus}; set CARREL_CORPUS to read its presentation`)

describe.skipIf(!present)('a presentation of others', () => {
  test('has its titles, the numbers of its chart, its table and its list', async () => {
    const { pages } = await readFile(format, readFileSync(join(corpus, 'documents/odf_presentation_02.odp')), { name: 'a.odp' })
    expect(pages.map((page) => page.title)).toEqual(['Text', 'Chart', 'Table', 'Photo', 'Complex list', 'Table with pictures'])
    expect(pages[0]!.text).toContain('consectetur adipiscing elit. Nunc ac faucibus odio.')
    expect(pages[1]!.text).toContain('| Row 4 | 4.3 | 9.02 | 6.2 |')
    expect(pages[2]!.text).toContain('| Column 1 | Column 2 | Column 3 | Column 4 | Column 5 |')
    expect(pages[4]!.text).toBe(
      'Complex list\n\nHello\n\n- List item 1\n- List item 2\n  1) Nested list item a\n    1) Triple nested\n  1) Nested list item b\n- closing\n\nNext paragraph text',
    )
  })
})
