import type { Paragraph, ParagraphChild, Table } from 'docx'
import type { Transcript } from '../../../contract/transcript'
import { type Block, blocksOf, type Run } from './blocks'

type Docx = typeof import('docx')

/** A conversation as a Word document: a heading for each question, its answer, and its sources. */
export async function transcriptDocx({ title, workspace, at, turns }: Transcript): Promise<Buffer> {
  const docx = await import('docx')
  const { Document, HeadingLevel, Packer, Paragraph: Words, TextRun } = docx
  const small = (text: string) =>
    new Words({ children: [new TextRun({ text, italics: true, color: '666666', size: 18 })], spacing: { after: 120 } })
  const children: (Paragraph | Table)[] = [
    new Words({ text: title, heading: HeadingLevel.TITLE }),
    small(`Conversation in ${workspace}, ${at.slice(0, 10)}.`),
  ]
  for (const { question, understood, answer, remark, unverified, sources } of turns) {
    children.push(new Words({ text: question, heading: HeadingLevel.HEADING_1, spacing: { before: 320, after: 120 } }))
    if (understood) children.push(small(`Understood as: ${understood}`))
    for (const block of blocksOf(answer)) children.push(blockIn(docx, block))
    if (remark) children.push(small(remark))
    if (unverified.length > 0) children.push(new Words({ text: 'Not verified', heading: HeadingLevel.HEADING_2 }))
    for (const text of unverified) children.push(new Words({ text, bullet: { level: 0 } }))
    if (sources.length > 0) children.push(new Words({ text: 'Sources', heading: HeadingLevel.HEADING_2 }))
    for (const { n, name, place, quote } of sources)
      children.push(
        new Words({
          children: [new TextRun({ text: `[${n}] ${name}, ${place}: `, bold: true }), new TextRun(`“${quote}”`)],
          spacing: { after: 80 },
        }),
      )
  }
  return Packer.toBuffer(new Document({ title, creator: 'Carrel', sections: [{ children }] }))
}

function blockIn(docx: Docx, block: Block): Paragraph | Table {
  const { HeadingLevel, Paragraph: Words } = docx
  if (block.kind === 'table') return tableIn(docx, block.rows)
  const children = runsIn(docx, block.runs)
  if (block.kind === 'heading') return new Words({ children, heading: HeadingLevel.HEADING_2 })
  if (block.kind === 'quote') return new Words({ children, indent: { left: 480 }, spacing: { after: 120 } })
  if (block.kind !== 'item') return new Words({ children, spacing: { after: 120 } })
  return block.number
    ? new Words({ children: runsIn(docx, [{ text: `${block.number}. ` }, ...block.runs]), indent: { left: 360 } })
    : new Words({ children, bullet: { level: 0 } })
}

function runsIn({ TextRun }: Docx, runs: readonly Run[]): ParagraphChild[] {
  return runs.map(({ text, bold }) => new TextRun({ text, bold: bold ?? false }))
}

function tableIn({ Paragraph: Words, Table: Rows, TableCell, TableRow, WidthType }: Docx, rows: readonly string[][]): Table {
  const columns = Math.max(1, ...rows.map((row) => row.length))
  return new Rows({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (row) =>
        new TableRow({ children: Array.from({ length: columns }, (_, i) => new TableCell({ children: [new Words(row[i] ?? '')] })) }),
    ),
  })
}
