import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createCanvas, GlobalFonts, PDFDocument, type SKRSContext2D } from '@napi-rs/canvas'
import { Document, Packer, Paragraph } from 'docx'
import { utils, write } from 'xlsx'

/* Seeded sentences in a PDF, a scan, Word, a web page and a sheet, each with the place it stands at: 20 of a document, 100 in all. */

const items = ['rent', 'garden', 'cellar', 'boat', 'garage']
export const names =
  `Harlow Brandt Olsen Weaver Linden Marsh Fenwick Corbin Thorne Keller Dalton Ashby Norris Quill Radcliffe Sutton Tilbury Upton
Vance Whitlock`.split(/\s+/u)
export const kinds = ['text.pdf', 'scan.pdf', 'word.docx', 'page.html', 'sheet.xlsx'] as const
export type Kind = (typeof kinds)[number]
export const perPage = 10

export interface Fact {
  name: string
  item: string
  amount: number
  sentence: string
  page: number
  /** Height of its line on the page, in points. */
  y: number
}

/** 20 of a document, 10 a page. */
export const factsOf = (kind: Kind): Fact[] =>
  names.map((name, i) => {
    const item = items[(i + kinds.indexOf(kind)) % items.length] as string
    const amount = 211 + kinds.indexOf(kind) * 137 + i * 23
    const sentence = `The ${item} of ${name} costs EUR ${amount} a month.`
    return { name, item, amount, sentence, page: Math.floor(i / perPage) + 1, y: 90 + (i % perPage) * 60 }
  })

/** The bytes of a document. */
export async function fileOf(kind: Kind): Promise<Uint8Array | string> {
  if (kind === 'word.docx') return docx()
  if (kind === 'page.html') return html()
  return kind === 'sheet.xlsx' ? sheet() : pdf(kind === 'scan.pdf')
}

/** What is like a sentence and is not so: another sum, another person, a denial, another unit. */
export function liesOf({ sentence, name, item, amount }: Fact): string[] {
  return [
    sentence.replace(String(amount), String(amount + 7)),
    sentence.replace(name, 'Zimmermann'),
    `The ${item} of ${name} does not cost EUR ${amount} a month.`,
    sentence.replace('a month', 'a day'),
  ]
}

function pdf(isScan: boolean): Buffer {
  const folder = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'standard_fonts')
  GlobalFonts.registerFromPath(join(folder, 'LiberationSans-Regular.ttf'), 'Quotes')
  const document = new PDFDocument({ title: 'x' })
  const facts = factsOf(isScan ? 'scan.pdf' : 'text.pdf')
  for (const page of [1, 2]) {
    const context = document.beginPage(595, 842)
    const scale = isScan ? 200 / 72 : 1
    const canvas = createCanvas(595 * scale, 842 * scale)
    const drawn = isScan ? canvas.getContext('2d') : context
    if (isScan) {
      drawn.fillStyle = '#fff'
      drawn.fillRect(0, 0, canvas.width, canvas.height)
      drawn.scale(scale, scale)
    }
    drawn.fillStyle = '#000'
    drawn.font = '13px "Quotes"'
    for (const { sentence, y } of facts.filter((fact) => fact.page === page)) drawn.fillText(sentence, 72, y)
    // What a page of a PDF draws with is the same as of a canvas; only its type says less.
    if (isScan) (context as unknown as typeof drawn & Pick<SKRSContext2D, 'drawImage'>).drawImage(canvas, 0, 0, 595, 842)
    document.endPage()
  }
  return document.close()
}

const docx = () =>
  Packer.toBuffer(new Document({ sections: [{ children: factsOf('word.docx').map(({ sentence }) => new Paragraph(sentence)) }] }))

const html = () =>
  `<!doctype html><title>Costs</title><main>${factsOf('page.html')
    .map(({ sentence, name }) => `<h2>${name}</h2><p>${sentence}</p>`)
    .join('')}</main>`

function sheet(): Buffer {
  const book = utils.book_new()
  const facts = factsOf('sheet.xlsx')
  for (const page of [1, 2]) {
    const rows = facts.filter((fact) => fact.page === page).map(({ item, name, sentence }) => [item, name, sentence])
    utils.book_append_sheet(book, utils.aoa_to_sheet([['Item', 'Name', 'Note'], ...rows]), `Part ${page}`)
  }
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
}
