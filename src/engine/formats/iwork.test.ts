import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identify } from '../ingest/identify'
import { officeFile, readFile } from './docx/testing/officeFile'
import { formatOf } from './index'
import { format } from './iwork'

const pdf = readFileSync(join(import.meta.dirname, 'fixtures/pdf/report.pdf'))
const index = { 'Index/Document.iwa': 'packed', 'Metadata/Properties.plist': 'x', 'preview.jpg': 'x' }

test('the preview of a Pages document is read as a document below it', async () => {
  const { pages, children } = await readFile(format, officeFile({ ...index, 'QuickLook/Preview.pdf': pdf }), { name: 'plan.pages' })
  expect(pages[0]?.text).toMatch(/^Pages document\. Its preview .* export it from Pages as PDF or Word/)
  expect(children.map(({ name, bytes }) => [name, bytes?.length])).toEqual([['Preview.pdf', pdf.length]])
})

test.each([
  ['budget.numbers', index, /Numbers spreadsheet.*export it as PDF or Excel/],
  ['talk.key', { 'index.apxl': '<x/>' }, /Keynote presentation.*export it as PDF or PowerPoint/],
  ['unnamed', { 'Index.zip': 'PK', 'Metadata/x.plist': 'x' }, /its own program, export it as PDF/],
])('%s without a preview says what to do', async (name, parts, sentence) => {
  await expect(readFile(format, officeFile(parts), { name })).rejects.toMatchObject({
    code: 'FORMAT_UNSUPPORTED',
    message: expect.stringMatching(sentence),
  })
})

test('an archive that only looks a little like one stays an archive', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-iwork-'))
  const formatNamed = async (name: string, parts: Record<string, string>) => {
    await writeFile(join(folder, 'file'), officeFile(parts))
    return formatOf(await identify(join(folder, 'file'), name)).id
  }
  expect(await formatNamed('site.zip', { 'index.xml': '<x/>', 'Index.zip': 'x', 'a.txt': 'x' })).toBe('zip')
  expect(await formatNamed('plan.zip', index)).toBe('iwork')
  await rm(folder, { recursive: true })
})
