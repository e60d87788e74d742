import { describe, expect, test } from 'vitest'
import { format } from './docx'
import {
  box,
  cell,
  field,
  numbered,
  numbering,
  paragraph,
  picture,
  row,
  run,
  styled,
  table,
  wordFile,
  type WordMore,
  wordStyles,
} from './docx/testing/handmadeWord'
import { readFile, shown } from './docx/testing/officeFile'

async function read(body: string, more: WordMore = {}) {
  const { pages, failures } = await readFile(format, wordFile(body, more), { name: 'a.docx' })
  for (const failure of failures.values()) throw failure
  return pages[0]!
}

const textOf = async (body: string, more: WordMore = {}) => shown(await read(body, more))

describe('numbers stand as Word shows them', () => {
  const clauses = [
    ['decimal', '%1.'],
    ['decimal', '%1.%2'],
    ['lowerLetter', '(%3)'],
    ['upperRoman', '%4)', '<w:isLgl/>'],
  ] as const

  test('of clauses through their levels, each restarting below the one above', async () => {
    const levels = [0, 1, 2, 2, 1, 2, 0, 1]
    const body = levels.map((level, i) => numbered(1, level, `c${i}`)).join('')
    expect(await textOf(body, { numbering: numbering([clauses], [0]) })).toBe(
      '1. c0\n  1.1 c1\n    (a) c2\n    (b) c3\n  1.2 c4\n    (a) c5\n2. c6\n  2.1 c7',
    )
  })

  test('of headings by the list their styles are linked to, also where a style is based on another', async () => {
    const link = (n: number) => `<w:pStyle w:val="berschrift${n}"/>`
    const styles =
      wordStyles
        .replace('<w:outlineLvl w:val="0"/>', '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>')
        .replace('<w:outlineLvl w:val="1"/>', '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/>') +
      '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="Own"/><w:basedOn w:val="berschrift2"/></w:style>'
    const list = numbering(
      [
        [
          ['upperRoman', 'Article %1', link(1)],
          ['decimal', '%1.%2', `<w:isLgl/>${link(2)}`],
        ],
      ],
      [0],
    )
    const page = await read(
      styled('berschrift1', 'Scope') + styled('berschrift2', 'Area') + styled('own', 'Use') + styled('berschrift1', 'Term'),
      {
        styles,
        numbering: list,
      },
    )
    expect(page.text.split('\n\n')).toEqual(['Article I Scope', '1.1 Area', '1.2 Use', 'Article II Term'])
    expect(page.blocks.map((block) => block.level)).toEqual([1, 2, 2, 1])
  })

  test('going on in lists of one definition, and beginning anew where a list says so', async () => {
    const lists = numbering([clauses], [0, 0, [0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>']])
    const body = numbered(1, 0, 'a') + paragraph('-') + numbered(2, 0, 'b') + paragraph('-') + numbered(3, 0, 'c') + numbered(3, 0, 'd')
    expect(await textOf(body, { numbering: lists })).toBe('1. a\n\n-\n\n2. b\n\n-\n\n7. c\n8. d')
  })

  test('counting a paragraph without text, but none in a list of no number', async () => {
    const body = numbered(1, 0, 'a') + numbered(1, 0, '') + numbered(0, 0, 'plain') + numbered(1, 0, 'c')
    expect(await textOf(body, { numbering: numbering([clauses], [0]) })).toBe('1. a\n\nplain\n\n3. c')
  })

  test('once, in a table that only lays out the clauses', async () => {
    const body = table(row(cell(numbered(1, 0, 'a'))), row(cell(numbered(1, 0, 'b')))) + numbered(1, 0, 'c')
    expect(await textOf(body, { numbering: numbering([clauses], [0]) })).toBe('1. a\n2. b\n3. c')
  })

  test('bullets are marks, whatever sign they are', async () => {
    expect(
      await textOf(numbered(1, 0, 'a') + numbered(1, 1, 'b'), {
        numbering: numbering(
          [
            [
              ['bullet', '\uf0b7'],
              ['bullet', 'o'],
            ],
          ],
          [0],
        ),
      }),
    ).toBe('- a\n  - b')
  })
})

describe('tables', () => {
  test('keep rows and columns; a label that reaches down stands in each row, one that reaches right in its first column', async () => {
    const merge = (kind: string) => `<w:vMerge w:val="${kind}"/>`
    const body = table(
      row(cell('Region'), cell('Year'), cell('Sum')),
      row(cell('North', merge('restart')), cell('2024'), cell('9', merge('restart'))),
      row(cell('', '<w:vMerge/>'), cell('2025'), cell('', merge('continue'))),
      row(cell('Total', '<w:gridSpan w:val="2"/>'), cell('9')),
      '<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr>',
      '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc><w:p><w:r><w:t>late</w:t></w:r></w:p></w:tc></w:tr>',
    )
    expect(await textOf(body)).toBe(
      '| Region | Year | Sum |\n| --- | --- | --- |\n| North | 2024 | 9 |\n| North | 2025 |  |\n| Total |  | 9 |\n|  |  | late |',
    )
  })

  test('within a cell are part of its text, those that lay out a page are not there', async () => {
    const inner = table(row(cell('x'), cell('y')), row(cell('1'), cell('2')))
    expect(await textOf(table(row(cell('a'), cell('b')), row(cell(inner), cell('c'))))).toBe(
      '| a | b |\n| --- | --- |\n| x, y; 1, 2; | c |',
    )
    expect(await textOf(table(row(cell(paragraph('Left.') + inner)), row(cell('Right.'))))).toBe(
      'Left.\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n\nRight.',
    )
  })

  test('of a hundred thousand cells are read row by row', { timeout: 60_000 }, async () => {
    const body = table(
      row(cell('n'), cell('square')),
      ...Array.from({ length: 50_000 }, (_, i) => row(cell(String(i)), cell(String(i * i)))),
    )
    expect((await read(body)).text.split('\n').at(-1)).toBe('| 49999 | 2499900001 |')
  })

  test('may hold rows and cells in content controls, and white text on their own colours', async () => {
    const control = (content: string) => `<w:sdt><w:sdtPr/><w:sdtContent>${content}</w:sdtContent></w:sdt>`
    const white = paragraph(run('Head', '<w:color w:val="FFFFFF"/>'))
    const body = table(row(cell(white, '<w:shd w:val="clear" w:fill="203864"/>'), control(cell(white))), control(row(cell('1'), cell('2'))))
    expect(await textOf(body)).toBe('| Head | ⟦Head⟧ |\n| --- | --- |\n| 1 | 2 |')
  })
})

test('changes that were tracked are taken as made', async () => {
  const body =
    paragraph(`${run('It is ')}<w:del>${run('<w:delText>not </w:delText>')}</w:del><w:ins>${run('well ')}</w:ins>${run('so.')}`) +
    paragraph(run('Half'), '<w:rPr><w:del/></w:rPr>') +
    paragraph(run(' and half.')) +
    paragraph(`<w:moveFrom>${run('gone')}</w:moveFrom><w:moveTo>${run('come')}</w:moveTo>`)
  expect(await textOf(body)).toBe('It is well so.\n\nHalf and half.\n\ncome')
})

test('notes stand behind their paragraph, comments with their authors', async () => {
  const note = (kind: string, id: number, text: string) => `<w:${kind} w:id="${id}" w:author="Ann">${paragraph(text)}</w:${kind}>`
  const body =
    paragraph(run('One') + run('<w:footnoteReference w:id="2"/>') + run('<w:endnoteReference w:id="2"/>') + run('.')) +
    paragraph(run('Two') + run('<w:footnoteReference w:id="3"/>') + run('<w:commentReference w:id="0"/>') + run('.'))
  const more = {
    footnotes: note('footnote', -1, 'separator') + note('footnote', 2, 'First note.') + note('footnote', 3, 'Second note.'),
    endnotes: note('endnote', 2, 'End note.'),
    comments: note('comment', 0, 'Why?'),
  }
  expect(await textOf(body, more)).toBe(
    'One[^1][^i].\n\n[^1]: First note.\n\n[^i]: End note.\n\nTwo[^2].\n\n[^2]: Second note.\n\n[Comment, Ann: Why?]',
  )
})

test('the notes of a list stand behind it, or between its items where it is long', async () => {
  const footnotes = `<w:footnote w:id="2">${paragraph('Note.')}</w:footnote>`
  const list = { footnotes, numbering: numbering([[['decimal', '%1.']]], [0]) }
  const first = paragraph(run('a') + run('<w:footnoteReference w:id="2"/>'), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
  expect(await textOf(first + numbered(1, 0, 'b'), list)).toBe('1. a[^1]\n2. b\n\n[^1]: Note.')
  const long = 'words '.repeat(200).trim()
  expect(await textOf(first + numbered(1, 0, long) + numbered(1, 0, 'c'), list)).toBe(`1. a[^1]\n2. ${long}\n\n[^1]: Note.\n\n3. c`)
})

test('boxes are read once, behind the paragraph they hang on, pictures by their description', async () => {
  expect(await textOf(paragraph(run('One') + run(box(paragraph('In the box.'))) + run(picture('A wet garden'))) + paragraph('Two.'))).toBe(
    'One\n\nIn the box.\n\n[Picture: A wet garden]\n\nTwo.',
  )
})

test('a chart gives its numbers', async () => {
  const point = (kind: string, value: string) => `<c:${kind}><c:pt idx="0"><c:v>${value}</c:v></c:pt></c:${kind}>`
  const chart = `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea><c:pieChart><c:ser><c:cat>${point('strCache', 'May')}</c:cat><c:val>${point('numCache', '40')}</c:val></c:ser></c:pieChart></c:plotArea></c:chart></c:chartSpace>`
  const drawing = run(
    '<w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="k"/></a:graphicData></a:graphic></wp:inline></w:drawing>',
  )
  const more = { relations: { k: ['chart', 'charts/chart1.xml'] }, parts: { 'word/charts/chart1.xml': chart } } as const
  expect(await textOf(paragraph(drawing), more)).toBe('[Chart]\n\n|  | Series 1 |\n| --- | --- |\n| May | 40 |')
})

describe('fields', () => {
  test('keep their results, in each other as well; what they ask for is never read or fetched', async () => {
    const inner = field('IF 1 = 1', field('INCLUDEPICTURE http://127.0.0.1:9/x', 'picture').replaceAll('<w:p>', ''))
    expect(
      await textOf(paragraph(run('a ') + inner + run(' b')) + paragraph(`<w:fldSimple w:instr="DATE">${run('May')}</w:fldSimple>`)),
    ).toBe('a picture b\n\nMay')
  })

  test('that were cut off swallow nothing', async () => {
    expect(
      await textOf(
        paragraph(run('a') + run('<w:fldChar w:fldCharType="begin"/>') + run('<w:instrText>TOC</w:instrText>')) + paragraph('b'),
      ),
    ).toBe('a\n\nb')
  })

  test('of forms show what was ticked', async () => {
    const ticked = (value: string) =>
      run(`<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked w:val="${value}"/></w:checkBox></w:ffData></w:fldChar>`) +
      run('<w:instrText>FORMCHECKBOX</w:instrText>') +
      run('<w:fldChar w:fldCharType="end"/>')
    expect(await textOf(paragraph(ticked('1') + run(' yes ') + ticked('0') + run(' no')))).toBe('☒ yes ☐ no')
  })
})

test('signs of special fonts and formulas are written with characters', async () => {
  const sym = (font: string, char: string) => run(`<w:sym w:font="${font}" w:char="${char}"/>`)
  const formula =
    '<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>'
  expect(await textOf(paragraph(sym('Wingdings', 'F0FE') + sym('Symbol', 'F061') + run(' ') + formula))).toBe('☑α (a+b)/2x^2')
})

test('headings, titles, captions and quotations are known by the names Word gives their styles', async () => {
  const body =
    styled('Titel', 'T') +
    styled('berschrift2', 'H') +
    styled('Beschriftung', 'Table 1') +
    styled('Zitat', 'Said.') +
    paragraph('x', '<w:outlineLvl w:val="2"/>')
  const page = await read(body, { styles: wordStyles })
  expect(page.blocks.map(({ kind, level }) => [kind, level])).toEqual([
    ['heading', 1],
    ['heading', 2],
    ['caption', undefined],
    ['quote', undefined],
    ['heading', 3],
  ])
})

test('headers and footers stand once behind the text, without page numbers', async () => {
  const header = paragraph(`${run('Society, file 4711')}${run(box(paragraph('Main Street 1')))}`)
  const footer = paragraph(run('Page ') + field('PAGE', '7') + run(' of ') + `<w:fldSimple w:instr=" NUMPAGES ">${run('9')}</w:fldSimple>`)
  expect(await textOf(paragraph('Body.'), { header, footer })).toBe('Body.\n\n[Page header] Society, file 4711 Main Street 1')
})

test('strict files and other prefixes are read alike', async () => {
  const strict = wordFile(paragraph('Strict.'), {
    parts: {
      'word/document.xml':
        '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:pPr><x:outlineLvl x:val="0"/></x:pPr><x:r><x:t>Strict.</x:t></x:r></x:p></x:body></x:document>',
    },
  })
  const { pages } = await readFile(format, strict, { name: 'a.docx' })
  expect(pages[0]!.blocks).toEqual([{ kind: 'heading', start: 0, end: 7, level: 1 }])
})
