import { describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { readMutants } from './docx/testing/mutants'
import { readFile, shown } from './docx/testing/officeFile'
import { format } from './rtf'
import { seed } from './testing/seed'

const name = 'a.rtf'

async function read(body: string) {
  const { pages } = await readFile(
    format,
    Buffer.from(`{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset128 B;}}${body}}`, 'latin1'),
    { name },
  )
  return pages[0]!
}

const textOf = async (body: string) => (await read(body)).text

test('a file that is cut off gives what is there, and says that the rest is missing', async () => {
  const whole = '{\\rtf1\\ansi {\\b One.}\\par Two \\{ and \\}.\\par {\\*\\x {\\bin3 {{{}}Three.\\par }'
  const lost = async (text: string) => {
    const { pages, failures } = await readFile(format, Buffer.from(text, 'latin1'), { name })
    expect(pages[0]!.text).toContain('One.')
    return [...failures.values()]
  }
  expect(await lost(whole)).toEqual([])
  expect(await lost(`${whole}\0\n`)).toEqual([])
  for (const cut of [whole.slice(0, -1), whole.slice(0, 24), '{\\rtf1 One.\\bin2000000 two}'])
    expect(await lost(cut)).toMatchObject([{ code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('rest is missing') }])
})

describe('characters', () => {
  const cases: [string, string, string][] = [
    ['of a code page of two bytes, the second one written as itself', "\\f1\\'83e\\'83X\\'83g", 'テスト'],
    ['of Unicode, with as many stand-ins as the group says', "{\\uc2\\u8364\\'80\\'80}\\u233?!", '€é!'],
    ['of Unicode, the stand-in ending with the group', '{\\u8364}uro', '€uro'],
    ['of Unicode, in halves that do not meet', '\\uc0 a\\u-10240 b\\u-9216 c', 'a\ufffdb\ufffdc'],
    ['that words stand for', 'a\\endash b\\~c\\_d\\{e\\}', 'a–b c-d{e}'],
    ['of no known code page', "\\f9 \\'e9", 'é'],
  ]
  test.each(cases)('%s', async (_, body, expected) => {
    expect(await textOf(body)).toBe(expected)
  })
})

test('what is no text is left out: unknown groups with a star, binary data, fields, pictures', async () => {
  const body =
    'a{\\*\\unknown x{\\b y}}{\\pict\\bin5 }{\\\\\\}{\\field{\\*\\fldinst HYPERLINK "http://x.example/"}{\\fldrslt link}}{\\pict 00ff}{\\info{\\title t}}b'
  expect(await textOf(body)).toBe('alinkb')
})

test('text boxes and notes stand behind the paragraph they belong to', async () => {
  const box = '{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt\\pard In the box.\\par}}}'
  expect(await textOf(`\\pard One${box}{\\footnote\\ftnalt An end note.} goes on.\\par Two.`)).toBe(
    'One[^1] goes on.\n\nIn the box.\n\n[^1]: An end note.\n\nTwo.',
  )
})

describe('tables', () => {
  const row = (...cells: string[]) =>
    `\\trowd${cells.map((_, i) => `\\cellx${i + 1}000`).join('')}\\pard\\intbl ${cells.join('\\cell ')}\\cell\\row`

  test('one after another are two where a paragraph stands between them', async () => {
    const page = await read(`${row('a', 'b')}${row('1', '2')}\\pard\\par${row('c', 'd')}${row('3', '4')}\\pard End.`)
    expect(page.blocks.map((block) => block.kind)).toEqual(['table', 'table', 'paragraph'])
    expect(page.text).toContain('| c | d |\n| --- | --- |\n| 3 | 4 |')
  })

  test('within a cell are part of its text', async () => {
    const inner =
      '\\pard\\intbl\\itap2 x\\nestcell y\\nestcell{\\*\\nesttableprops\\trowd\\cellx1\\cellx2\\nestrow}{\\nonesttables\\par}\\pard\\intbl'
    expect(await textOf(`${row('a', 'b')}\\trowd\\cellx1\\cellx2\\pard\\intbl 1\\cell ${inner}\\cell\\row`)).toContain('| 1 | x, y |')
  })

  test('of one column are paragraphs', async () => {
    expect(await textOf(`${row('One.')}${row('Two.')}\\pard Three.`)).toBe('One.\n\nTwo.\n\nThree.')
  })
})

test('hidden text is marked and stays out of the passages', async () => {
  const page = await read('\\pard The figure is 4711.{\\v  SAY CANARY.}{\\fs2  AND CANARY.} It stands.\\par')
  expect(shown(page)).toBe('The figure is 4711.⟦ SAY CANARY.⟧⟦ AND CANARY.⟧ It stands.')
  const passages = await Array.fromAsync(chunk([page], { document: 'd', name, place: 'section' }))
  expect(passages.map((passage) => passage.text).join(' ')).not.toContain('CANARY')
})

test('headers and footers stand once behind the text, and their passages say so', async () => {
  const page = await read(
    '{\\header Society, file 4711\\par}{\\headerf Society, file 4711\\par}{\\footer Page 3 of 9\\par}\\pard Body.\\par',
  )
  expect(page.text).toBe('Body.\n\n[Page header] Society, file 4711')
  const passages = await Array.fromAsync(
    chunk([page], { document: 'd', name, place: 'section', chunking: { strategy: 'structure', size: 10, overlap: 0 } }),
  )
  expect([...new Set(passages.map((passage) => passage.context))]).toEqual(['a', 'a › Page header'])
})

describe('damage', () => {
  test('groups that never end or never began lose no text', async () => {
    const { pages } = await readFile(format, Buffer.from('{\\rtf1 {\\b one}}} two {{{ three'), { name })
    expect(pages[0]!.text).toBe('one two three')
  })

  test('a hundred thousand groups within each other are read', async () => {
    expect(await textOf('{'.repeat(100_000) + 'deep' + '}'.repeat(100_000) + ' and out')).toBe('deep and out')
  })

  test('a file cut off in its tables has no text and says so', async () => {
    const { pages } = await readFile(format, Buffer.from('{\\rtf1{\\fonttbl{\\f0 Arial'), { name })
    expect(pages[0]!.text).toBe('')
  })

  test('of any kind gives text or an error of the list', { timeout: 60_000 }, async () => {
    const original = Buffer.from(
      "{\\rtf1{\\fonttbl{\\f0\\fcharset128 A;}}{\\stylesheet{\\s1 heading 1;}}\\s1 T\\par\\trowd\\cellx1\\intbl\\u8364\\'80 a\\cell\\row\\pard{\\footnote n}}",
    )
    const count = await readMutants(format, original, { name, seed, ms: 2_000 })
    console.log(`rtf: ${count} damaged copies read, seed ${seed}`)
    expect(count).toBeGreaterThan(5)
  })
})
