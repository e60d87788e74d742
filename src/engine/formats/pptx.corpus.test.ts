import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFile } from './docx/testing/officeFile'
import { format } from './pptx'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const present = existsSync(join(corpus, 'documents'))
if (!present) console.log(`skipped: no evaluation corpus at ${corpus}; set CARREL_CORPUS to read its presentations`)

describe.skipIf(!present)('presentations of others', () => {
  const read = (path: string) => readFile(format, readFileSync(join(corpus, path)), { name: 'a.pptx' })

  test('a table with merged cells, lists and notes stand on their slides', async () => {
    const { pages } = await read('documents/powerpoint_sample.pptx')
    expect(pages.map((page) => page.title)).toEqual(['Test Table Slide', 'Second slide title', undefined])
    expect(pages[0]!.text).toContain('| R4 | True | False | True | False | True | False |')
    expect(pages[0]!.text.endsWith('With footnote')).toBe(true)
    expect(pages[1]!.text).toContain('A rectangle shape with this text inside.\n\nNotes\n\nSome notes on the second slide.')
    expect(pages[2]!.text).toContain('1. List item4\n2. List item5\n3. List item6')
    expect(pages[2]!.text.endsWith('Second line of notes.')).toBe(true)
    expect(pages[2]!.blocks.filter((block) => block.kind === 'list')).toHaveLength(5)
  })

  test('a malformed one gives what it holds', async () => {
    const { pages } = await read('documents/fake-power-point-malformed.pptx')
    expect(pages.map((page) => [page.title, page.text])).toEqual([['Test Slide', 'Test Slide\n\nProblem Date Placeholder']])
  })

  test('one a fuzzer made is refused with a reason', async () => {
    await expect(read('hostile/dev/files/poi__clusterfuzz-testcase-minimized-POIXSLFFuzzer-5463285576892416.pptx')).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
    })
  })
})
