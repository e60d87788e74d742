import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  FootnoteReferenceRun,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx'
import { fixOfficeDates } from './fixedDates.mjs'
import { clauses, footnote, scheduleA } from './leaseText.mjs'

const ink = '1F3A4D'
const font = 'Cambria'
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2 })

/** The lease as a Word document: numbered clauses, a footnote and Schedule A; gives the bytes of the DOCX file. */
export async function makeLease() {
  const document = new Document({
    title: 'Lease and fitting-out agreement',
    creator: 'Tallow Quay Estates Ltd',
    description: 'Sample document of Carrel. All parties are invented.',
    styles,
    footnotes: { 1: { children: [new Paragraph({ children: [run(footnote, { size: 17 })] })] } },
    sections: [
      {
        properties: { page: { size: { width: 11_906, height: 16_838 }, margin: { top: 1_300, bottom: 1_200, left: 1_420, right: 1_420 } } },
        footers: { default: footer() },
        children: [...opening(), ...clauses.flatMap(clause), ...signatures(), ...schedule()],
      },
    ],
  })
  const bytes = await Packer.toBuffer(document)
  return fixOfficeDates(bytes)
}

const styles = {
  default: {
    document: { run: { font, size: 21 } },
    title: { run: { font, size: 38, bold: true, color: ink }, paragraph: { spacing: { after: 80 } } },
    heading1: { run: { font, size: 24, bold: true, color: ink }, paragraph: { spacing: { before: 240, after: 70 }, keepNext: true } },
  },
}

function run(text, options = {}) {
  return new TextRun({ text, ...options })
}

function paragraph(text, options = {}) {
  return new Paragraph({ spacing: { after: 90, line: 268 }, ...options, children: [run(text)] })
}

function opening() {
  return [
    new Paragraph({ heading: HeadingLevel.TITLE, children: [run('Lease and fitting-out agreement')] }),
    new Paragraph({
      spacing: { after: 260 },
      border: { bottom: { style: BorderStyle.SINGLE, size: 8, color: ink, space: 6 } },
      children: [run('The Old Ropeworks, 12 Tallow Quay, Harrowmere · No. TQ-2026-014', { color: '5B6770' })],
    }),
    paragraph('This agreement is made on 27 February 2026 between'),
    paragraph('Tallow Quay Estates Ltd, Counting House, 3 Tallow Quay, Harrowmere (the Landlord), and', { indent: { left: 400 } }),
    paragraph('Harrowmere Reading House Association, 27 Chandler Street, Harrowmere (the Tenant).', { indent: { left: 400 } }),
  ]
}

function clause([title, ...texts], index) {
  const number = index + 1
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, children: [run(`${number} ${title}`)] }),
    ...texts.map((text, at) => numbered(`${number}.${at + 1}`, text)),
  ]
}

function numbered(number, text) {
  const [before, after] = text.split(' [1]')
  const words = after === undefined ? [run(before)] : [run(before), new FootnoteReferenceRun(1), run(after)]
  return new Paragraph({
    alignment: AlignmentType.LEFT,
    indent: { left: 620, hanging: 620 },
    tabStops: [{ type: TabStopType.LEFT, position: 620 }],
    spacing: { after: 90, line: 268 },
    children: [run(`${number}\t`), ...words],
  })
}

function signatures() {
  return [
    paragraph('Harrowmere, 27 February 2026', { spacing: { before: 380, after: 620 }, keepNext: true }),
    new Paragraph({
      tabStops: [{ type: TabStopType.LEFT, position: 4_900 }],
      children: [run('______________________________\t______________________________')],
      keepNext: true,
    }),
    new Paragraph({
      tabStops: [{ type: TabStopType.LEFT, position: 4_900 }],
      children: [run('For the Landlord: head of lettings\tFor the Tenant: chair of the board', { size: 19 })],
    }),
  ]
}

function schedule() {
  const widths = [3_000, 2_266, 1_000, 1_400, 1_400]
  const head = ['Item', 'Size in mm', 'Pieces', 'Agreed price in EUR', 'Total in EUR']
  const rows = scheduleA.map(([item, size, pieces, price]) => [
    item,
    size,
    String(pieces),
    money.format(price),
    money.format(pieces * price),
  ])
  const total = scheduleA.reduce((sum, [, , pieces, price]) => sum + pieces * price, 0)
  const cells = (texts, options) =>
    new TableRow({ cantSplit: true, children: texts.map((text, at) => cell(text, widths[at], at > 1, options)) })
  return [
    new Paragraph({
      heading: HeadingLevel.HEADING_1,
      pageBreakBefore: true,
      children: [run('Schedule A: shelving and fixtures with agreed prices')],
    }),
    paragraph('Maker: Pell & Marram Joinery, Harrowmere. Prices for each piece without value added tax, as offered on 12 February 2026.'),
    new Table({
      width: { size: 9_066, type: WidthType.DXA },
      columnWidths: widths,
      rows: [
        new TableRow({
          tableHeader: true,
          children: head.map((text, at) => cell(text, widths[at], at > 1, { bold: true, fill: 'E4ECF0' })),
        }),
        ...rows.map((texts) => cells(texts, {})),
        cells(['Total', '', '', '', money.format(total)], { bold: true }),
      ],
    }),
    paragraph('The contribution of the Landlord under clause 7.2 is paid within 30 days after it has received the invoice of the maker.', {
      spacing: { before: 200, line: 268 },
    }),
  ]
}

function cell(text, width, right, { bold = false, fill } = {}) {
  const line = { style: BorderStyle.SINGLE, size: 4, color: 'B9C4CB' }
  const none = { style: BorderStyle.NONE, size: 0, color: 'FFFFFF' }
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 70, bottom: 70, left: 90, right: 90 },
    borders: { top: line, bottom: line, left: none, right: none },
    ...(fill ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill } } : {}),
    children: [new Paragraph({ alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT, children: [run(text, { bold, size: 20 })] })],
  })
}

function footer() {
  const size = 17
  return new Footer({
    children: [
      new Paragraph({
        tabStops: [{ type: TabStopType.RIGHT, position: 9_066 }],
        children: [
          run('Lease TQ-2026-014', { size, color: '5B6770' }),
          new TextRun({ size, color: '5B6770', children: ['\tPage ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  })
}
