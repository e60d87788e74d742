import { describe, expect, test } from 'vitest'
import { CFB } from 'xlsx'
import { chunk } from '../ingest/chunk'
import type { Page } from '../page'
import { readMutants } from './docx/testing/mutants'
import { officeFile, readFile, relations, renamedParts, shown } from './docx/testing/officeFile'
import { format } from './pptx'
import { deck, graphic, type HandmadeSlide, notesOf, paragraph, shape, title } from './pptx/testing/handmadeDeck'
import { seed } from './testing/seed'

const name = 'a.pptx'

async function slides(made: readonly HandmadeSlide[], more: Readonly<Record<string, string | Buffer>> = {}): Promise<Page[]> {
  return (await readFile(format, deck(made, more), { name })).pages
}

const textOfSlide = async (shapes: string) => shown((await slides([{ shapes }]))[0]!)

test('slides come in the order they are shown, each with its title', async () => {
  const pages = await slides([{ shapes: title('First') + shape(['One.']) }, { shapes: title('Second') }])
  expect(pages.map((page) => [page.page, page.title, page.text])).toEqual([
    [1, 'First', 'First\n\nOne.'],
    [2, 'Second', 'Second'],
  ])
})

test('a slide that is listed again and again is one page', async () => {
  const made = deck([{ shapes: title('First') }, { shapes: title('Second') }])
  const many = renamedParts(made, (xml) => xml.replace(/<p:sldId [^>]*s1"\/>/, (one) => one.repeat(20_000)))
  expect((await readFile(format, many, { name })).pages.map((page) => page.title)).toEqual(['First', 'Second'])
})

test('bullets come from the layout unless a paragraph says otherwise, with levels and numbers', async () => {
  const level = (n: number, inner = '') => `<a:pPr lvl="${n}">${inner}</a:pPr>`
  const body = [
    'Costs',
    paragraph('Rent', level(1)),
    paragraph('Plain', level(0, '<a:buNone/>')),
    paragraph('Sign', level(0, '<a:buAutoNum type="alphaLcParenR" startAt="2"/>')),
    paragraph('Pay', level(0, '<a:buAutoNum type="alphaLcParenR" startAt="2"/>')),
  ]
  expect(await textOfSlide(title('T') + shape(body, { placeholder: 'idx="1"' }))).toBe('T\n\n- Costs\n  - Rent\n\nPlain\n\nb) Sign\nc) Pay')
})

describe('what is on a slide is read in the order of reading', () => {
  test('the order of the file is kept where it goes on from place to place', async () => {
    const columns =
      shape(['A'], { at: [50, 200, 400, 100] }) +
      shape(['B'], { at: [50, 400, 400, 100] }) +
      shape(['C'], { at: [550, 200, 400, 100] }) +
      shape(['D'], { at: [550, 400, 400, 100] })
    expect(await textOfSlide(title('T') + columns)).toBe('T\n\nA\n\nB\n\nC\n\nD')
  })

  test('boxes drawn last and standing first are read first, the title before all', async () => {
    const boxes =
      shape(['Sum'], { at: [50, 800, 900, 100] }) +
      shape(['Right'], { at: [550, 200, 400, 100] }) +
      shape(['Left'], { at: [50, 200, 400, 100] }) +
      title('T')
    expect(await textOfSlide(boxes)).toBe('T\n\nLeft\n\nRight\n\nSum')
  })

  test('boxes of a group stand where the group puts them', async () => {
    const group = `<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g"/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="12192000" cy="600000"/><a:chOff x="0" y="50000000"/><a:chExt cx="12192000" cy="6858000"/></a:xfrm></p:grpSpPr>${shape(['Upper'], { at: [0, 7_500, 500, 100] })}</p:grpSp>`
    expect(await textOfSlide(title('T') + shape(['Lower'], { at: [0, 700, 500, 100] }) + group)).toBe('T\n\nUpper\n\nLower')
  })
})

test('a table keeps rows and columns; a label that reaches down stands in each row, a number does not', async () => {
  const cell = (text: string, attributes = '') => `<a:tc ${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`
  const row = (...cells: string[]) => `<a:tr>${cells.join('')}</a:tr>`
  const table = `<a:tbl>${row(cell('Region'), cell('Year'), cell('Sum'))}${row(cell('North', 'rowSpan="2"'), cell('2024'), cell('9', 'rowSpan="2"'))}${row(cell('', 'vMerge="1"'), cell('2025'), cell('', 'vMerge="1"'))}${row(cell('All | total', 'gridSpan="2"'), cell('', 'hMerge="1"'), cell('9'))}</a:tbl>`
  expect(await textOfSlide(title('T') + graphic(table))).toBe(
    'T\n\n| Region | Year | Sum |\n| --- | --- | --- |\n| North | 2024 | 9 |\n| North | 2025 |  |\n| All \\| total |  | 9 |',
  )
})

test('a chart gives its title and numbers, a diagram its outline, a picture its description', async () => {
  const points = (kind: string, values: string[], code = '') =>
    `<c:${kind}>${code}${values.map((value, i) => `<c:pt idx="${i}"><c:v>${value}</c:v></c:pt>`).join('')}</c:${kind}>`
  const chart = `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Turnover</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef>${points('strCache', ['Plan'])}</c:strRef></c:tx><c:cat><c:strRef>${points('strCache', ['Q1', 'Q2'])}</c:strRef></c:cat><c:val><c:numRef>${points('numCache', ['1.1000000000000001', '2'])}</c:numRef></c:val></c:ser><c:ser><c:tx><c:v>Share</c:v></c:tx><c:val><c:numRef>${points('numCache', ['0.25', '0.5'], '<c:formatCode>0%</c:formatCode>')}</c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`
  const point = (id: string, text: string, type = '') =>
    `<dgm:pt modelId="${id}" ${type}><dgm:t><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt>`
  const joint = (from: string, to: string, order: number) => `<dgm:cxn srcId="${from}" destId="${to}" srcOrd="${order}"/>`
  const diagram = `<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>${point('0', '', 'type="doc"')}${point('1', 'Plan')}${point('2', 'Build')}${point('3', 'Draw')}</dgm:ptLst><dgm:cxnLst>${joint('0', '2', 1)}${joint('0', '1', 0)}${joint('1', '3', 0)}${joint('3', '1', 0)}</dgm:cxnLst></dgm:dataModel>`
  const shapes =
    title('T') +
    graphic('<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="c"/>') +
    graphic('<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="d"/>') +
    '<p:pic><p:nvPicPr><p:cNvPr id="4" name="p" descr="Two towers at dusk"/><p:nvPr/></p:nvPicPr><p:spPr/></p:pic>' +
    '<p:pic><p:nvPicPr><p:cNvPr id="4" name="p" descr="image1.png"/><p:nvPr/></p:nvPicPr><p:spPr/></p:pic>'
  const parts = { 'ppt/charts/chart1.xml': chart, 'ppt/diagrams/data1.xml': diagram }
  const [page] = await slides(
    [{ shapes, relations: { c: ['chart', '../charts/chart1.xml'], d: ['diagramData', '../diagrams/data1.xml'] } }],
    parts,
  )
  expect(page!.text).toBe(
    'T\n\n[Chart: Turnover]\n\n|  | Plan | Share |\n| --- | --- | --- |\n| Q1 | 1.1 | 25% |\n| Q2 | 2 | 50% |\n\n- Plan\n  - Draw\n- Build\n\n[Picture: Two towers at dusk]',
  )
})

test('notes and comments stand under headings of their own; footers, numbers and dates are left out', async () => {
  const furniture = ['ftr', 'sldNum', 'dt'].map((type) => shape(['2026'], { placeholder: `type="${type}"` })).join('')
  const more = {
    'ppt/notesSlides/n.xml': notesOf('Say it slowly.'),
    'ppt/comments/c.xml':
      '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm authorId="1"><p:text>Is that so?</p:text></p:cm></p:cmLst>',
    'ppt/commentAuthors.xml':
      '<p:cmAuthorLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cmAuthor id="1" name="Ann"/></p:cmAuthorLst>',
  }
  const own = { n: ['notesSlide', '../notesSlides/n.xml'], c: ['comments', '../comments/c.xml'] } as const
  const [page] = await slides([{ shapes: title('T') + furniture, relations: own }], more)
  expect(page!.text).toBe('T\n\nNotes\n\nSay it slowly.\n\nComments\n\nAnn: Is that so?')
})

test('comments of the newer kind come with their answers', async () => {
  const space =
    'xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
  const body = (text: string) => `<p188:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p188:txBody>`
  const more = {
    'ppt/comments/c.xml': `<p188:cmLst ${space}><p188:cm authorId="{A}"><p188:replyLst><p188:reply authorId="{B}">${body('Yes.')}</p188:reply></p188:replyLst>${body('Is it?')}</p188:cm></p188:cmLst>`,
    'ppt/commentAuthors.xml': `<p188:authorLst ${space}><p188:author id="{A}" name="Ann"/><p188:author id="{B}" name="Ben"/></p188:authorLst>`,
  }
  const own = { c: ['http://schemas.microsoft.com/office/2018/10/relationships/comments', '../comments/c.xml'] } as const
  const [page] = await slides([{ shapes: title('T'), relations: own }], more)
  expect(page!.text).toBe('T\n\nComments\n\nAnn: Is it?\n\nBen: Yes.')
})

describe('a slide without a title', () => {
  test('is called by its first short line, else by its number, so that it does not go on under the slide before', async () => {
    const pages = await slides([
      { shapes: title('First') + shape(['One.']) },
      { shapes: shape(['Outlook'], { at: [50, 50, 900, 100] }) + shape(['Better.'], { at: [50, 300, 900, 100] }) },
      { shapes: shape(['One line.', 'And another.']) },
    ])
    expect(pages.map((page) => page.title)).toEqual(['First', 'Outlook', undefined])
    expect(pages[2]!.text).toBe('Slide 3\n\nOne line.\n\nAnd another.')
    const passages = await Array.fromAsync(chunk(pages, { document: 'd', name, place: 'page' }))
    expect(passages.map((passage) => passage.page)).toEqual([1, 2, 3])
  })

  test('has no text where it has only a picture', async () => {
    const [page] = await slides([{ shapes: '<p:pic><p:nvPicPr><p:cNvPr id="4" name="p"/><p:nvPr/></p:nvPicPr><p:spPr/></p:pic>' }])
    expect(page!.text).toBe('')
  })
})

test('a hidden slide is read and says so', async () => {
  const [page] = await slides([{ shapes: title('Plan B') + shape(['Sell.']), attributes: 'show="0"' }])
  expect(shown(page!)).toBe('⟦Plan B\n\n[Hidden slide]\n\nSell.⟧')
  const [line] = await slides([{ shapes: shape(['Sell.']), attributes: 'show="false"' }])
  expect(line!.text).toBe('Sell.\n\n[Hidden slide]')
  expect(line!.hidden).toEqual([{ start: 0, end: line!.text.length, reason: 'hidden slide' }])
})

test('a chart that is damaged costs only itself, and is told', async () => {
  const shapes =
    title('Plan') + graphic('<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="c"/>') + shape(['Grow.'])
  const made = deck([{ shapes, relations: { c: ['chart', '../charts/chart1.xml'] } }], { 'ppt/charts/chart1.xml': '<c:chartSpace' })
  const { pages, failures } = await readFile(format, made, { name })
  expect(pages.map(({ text }) => text)).toEqual(['Plan\n\nGrow.'])
  expect([...failures]).toMatchObject([[2, { code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('charts on slide 1') }]])
})

test('notes and comments that are damaged or missing cost only themselves, and are told', async () => {
  const made = (parts: Record<string, string>) =>
    readFile(
      format,
      deck(
        [{ shapes: title('First') }, { shapes: title('Second'), relations: { n: ['notesSlide', '../notesSlides/notesSlide1.xml'] } }],
        parts,
      ),
      { name },
    )
  const whole = await made({ 'ppt/notesSlides/notesSlide1.xml': notesOf('Said.') })
  expect([whole.pages.map(({ text }) => text), whole.failures.size]).toEqual([['First', 'Second\n\nNotes\n\nSaid.'], 0])
  for (const parts of [{ 'ppt/notesSlides/notesSlide1.xml': '<p:notes><p:cSld' }, {}] as Record<string, string>[]) {
    const { pages, failures } = await made(parts)
    expect(pages.map(({ text }) => text)).toEqual(['First', 'Second'])
    expect([...failures]).toMatchObject([[3, { code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('notes on slide 2') }]])
  }
})

describe('text nobody sees is marked', () => {
  const onWhite = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'
  const cases: [string, string, string][] = [
    ['in a shape that is switched off', shape(['CANARY'], { attributes: 'hidden="1"' }), '⟦CANARY⟧'],
    ['outside the slide', shape(['CANARY'], { at: [1_100, 0, 100, 100] }), '⟦CANARY⟧'],
    ['too small', shape([paragraph('CANARY', '', '<a:rPr sz="100"/>')]), '⟦CANARY⟧'],
    ['white on white', shape([paragraph('CANARY', '', onWhite)], { at: [0, 0, 100, 100] }), '⟦CANARY⟧'],
    ['white on white in a shape of no place', shape([paragraph('CANARY', '', onWhite)]), '⟦CANARY⟧'],
    [
      'transparent',
      shape([paragraph('CANARY', '', '<a:rPr><a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill></a:rPr>')], {
        at: [0, 0, 100, 100],
      }),
      '⟦CANARY⟧',
    ],
    [
      'but not half transparent',
      shape(
        [paragraph('plain', '', '<a:rPr><a:solidFill><a:srgbClr val="000000"><a:alpha val="50000"/></a:srgbClr></a:solidFill></a:rPr>')],
        { at: [0, 0, 100, 100] },
      ),
      'plain',
    ],
    [
      'but not white on a filling',
      shape([paragraph('seen', '', onWhite)], { at: [0, 0, 100, 100], properties: '<a:solidFill><a:srgbClr val="000088"/></a:solidFill>' }),
      'seen',
    ],
  ]
  test.each(cases)('%s', async (_, shapes, expected) => {
    expect(await textOfSlide(title('T') + shapes)).toBe(`T\n\n${expected}`)
  })

  test('nor on a dark slide', async () => {
    const background = '<p:bg><p:bgPr><a:solidFill><a:srgbClr val="101030"/></a:solidFill></p:bgPr></p:bg>'
    const shapes = title('T') + shape([paragraph('seen', '', onWhite)], { at: [0, 0, 100, 100] })
    expect(shown((await slides([{ shapes, background }]))[0]!)).toBe('T\n\nseen')
  })
})

describe('documents inside a presentation', () => {
  const compound = (streams: Record<string, Buffer>) => {
    const file = CFB.utils.cfb_new()
    for (const [stream, content] of Object.entries(streams)) CFB.utils.cfb_add(file, stream, content)
    return Buffer.from(CFB.write(file, { type: 'buffer' }) as Uint8Array)
  }
  const native = (label: string, content: Buffer) => {
    const size = (n: number) => Buffer.from(new Uint32Array([n]).buffer)
    const path = Buffer.from(`C:\\x\\${label}\0`, 'latin1')
    const fields = [
      Buffer.from([2, 0]),
      Buffer.from(`${label}\0`, 'latin1'),
      path,
      size(0x30000),
      size(path.length),
      path,
      size(content.length),
      content,
    ]
    const body = Buffer.concat(fields)
    return Buffer.concat([size(body.length), body])
  }

  test('come out as children, without the workbooks that charts keep', async () => {
    const large = Buffer.alloc(9_000, 'x')
    const more = {
      'ppt/embeddings/sheet1.xlsx': 'of a chart',
      'ppt/embeddings/sheet2.xlsx': 'put there',
      'ppt/embeddings/oleObject1.bin': compound({ '\u0001Ole10Native': native('annex.txt', large) }),
      'ppt/embeddings/oleObject2.bin': compound({ WordDocument: large }),
      'ppt/embeddings/oleObject3.bin': compound({ Package: officeFile({ 'word/document.xml': 'x' }) }),
      'ppt/embeddings/oleObject4.bin': compound({ 'Equation Native': large }),
      'ppt/embeddings/oleObject5.bin': compound({ Stranger: large }),
      'ppt/charts/chart1.xml': '<x/>',
      'ppt/charts/_rels/chart1.xml.rels': relations({ r1: ['package', '../embeddings/sheet1.xlsx'] }),
    }
    const { children } = await readFile(format, deck([{ shapes: title('T') }], more), { name })
    expect(children.map((child) => [child.name, 'error' in child ? child.error.code : child.bytes!.length])).toEqual([
      ['sheet2.xlsx', 9],
      ['annex.txt', 9_000],
      ['oleObject2.doc', more['ppt/embeddings/oleObject2.bin'].length],
      ['oleObject3.docx', officeFile({ 'word/document.xml': 'x' }).length],
      ['oleObject5.bin', 'FORMAT_UNSUPPORTED'],
    ])
  })
})

describe('damage', () => {
  test('of one slide leaves the others', async () => {
    const bytes = deck([{ shapes: title('First') }, { shapes: '<p:sp>' }, { shapes: title('Third') }])
    const { pages, failures } = await readFile(format, bytes, { name })
    expect(pages.map((page) => page.page)).toEqual([1, 3])
    expect(failures.get(2)).toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('of the layout takes nothing but its bullets', async () => {
    const [page] = await slides([{ shapes: title('T') + shape(['One'], { placeholder: 'idx="1"' }) }], {
      'ppt/slideLayouts/slideLayout1.xml': '<',
    })
    expect(page!.text).toBe('T\n\nOne')
  })

  test('by a document type is refused', async () => {
    const evil = '<!DOCTYPE x [<!ENTITY a "b">]><p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'
    await expect(slides([{ shapes: title('T') }], { 'ppt/presentation.xml': evil })).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('that nests without end fails the slide', async () => {
    const { failures } = await readFile(format, deck([{ shapes: '<p:grpSp>'.repeat(5_000) + '</p:grpSp>'.repeat(5_000) }]), { name })
    expect(failures.get(1)).toMatchObject({ code: 'DOCUMENT_TOO_DEEP' })
  })

  test('of any kind gives text or an error of the list', { timeout: 60_000 }, async () => {
    const original = deck([{ shapes: title('First') + shape(['One', 'Two'], { placeholder: 'idx="1"' }) }, { shapes: graphic('<a:tbl/>') }])
    const count = await readMutants(format, original, { name, seed, ms: 4_000 })
    console.log(`pptx: ${count} damaged copies read, seed ${seed}`)
    expect(count).toBeGreaterThan(5)
  })
})

test('the prefixes of a file are its own affair', async () => {
  const rename = (xml: string) => xml.replace(/xmlns:(\w+)=/g, 'xmlns:x$1=').replace(/(<\/?|\s)(a|p|r):/g, '$1x$2:')
  const slide = deck([{ shapes: title('Elsewhere') + shape(['One'], { placeholder: 'idx="1"' }) }])
  const { pages } = await readFile(format, renamedParts(slide, rename), { name })
  expect(pages[0]!.text).toBe('Elsewhere\n\n- One')
})

test('a part whose sum is wrong is not read', async () => {
  const bytes = deck([{ shapes: title('The sum is 4711') }])
  bytes.write('4712', bytes.indexOf('4711'))
  const { failures } = await readFile(format, bytes, { name })
  expect(failures.get(1)).toMatchObject({ code: 'DOCUMENT_CORRUPT' })
})

test('a drawing of very many shapes is read in time linear to them', { timeout: 60_000 }, async () => {
  const timeOf = async (count: number) => {
    const started = performance.now()
    const [page] = await slides([{ shapes: Array.from({ length: count }, (_, n) => shape([`Shape ${n}`])).join('') }])
    expect(page!.text).toContain(`Shape ${count - 1}`)
    return performance.now() - started
  }
  await timeOf(500)
  const few = await timeOf(5_000)
  expect(await timeOf(40_000)).toBeLessThan(few * 30)
})
