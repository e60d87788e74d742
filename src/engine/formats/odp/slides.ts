import type { PageReading } from '../../format'
import { PageWriter } from '../docx/pageWriter'
import { child, children } from '../docx/xmlQuery'
import { parseXml, readXml, type XmlElement } from '../docx/xmlTree'
import { objectsOf } from '../opendocument/odfObjects'
import type { OdfPackage } from '../opendocument/odfPackage'
import { addStyles, OdfStyles } from '../opendocument/odfStyles'
import { OdfText, plainLine } from '../opendocument/odfText'
import type { Chart } from '../pptx/chart'
import { inReadingOrder } from '../pptx/readingOrder'
import { frameOf, type OdpFrame } from './frames'

interface Deck {
  slides: XmlElement[]
  styles: OdfStyles
  charts: ReadonlyMap<string, Chart>
}

/** Longest first line of a slide without a title that stands for one. */
const longestTitle = 100

const entered = new Set(['office:document-content', 'office:document', 'office:body', 'office:presentation'])
const styleGroups = new Set(['office:styles', 'office:automatic-styles', 'office:master-styles'])

/** The slides of a presentation, to be read by their number from 1. Throws DOCUMENT_CORRUPT. */
export async function openSlides(
  pack: OdfPackage,
  context: { signal: AbortSignal },
): Promise<{ count: number; read: (number: number) => PageReading }> {
  const styles = new OdfStyles()
  const shared = await pack.part('styles.xml', context)
  if (shared) addStyles(styles, await parseXml(shared, { part: 'styles.xml' }))
  const content = await pack.part('content.xml', context)
  if (!content) throw pack.damaged('it has no content')
  const slides: XmlElement[] = []
  await readXml(
    content,
    {
      enters: ({ name }) => entered.has(name),
      whole: (element) => {
        if (styleGroups.has(element.name)) styles.add(element)
        else if (element.name === 'draw:page') slides.push(element)
      },
    },
    { part: 'content.xml', signal: context.signal },
  )
  const deck = { slides, styles, charts: await objectsOf(pack, context) }
  return { count: slides.length, read: (number) => readSlide(deck, number) }
}

interface Shape {
  element: XmlElement
  kind: string
  frame: OdpFrame | null
  text: string
}

/** Placeholders of what stands on every slide. */
const passing = new Set(['page-number', 'footer', 'date-time', 'header', 'page'])

function readSlide({ slides, styles, charts }: Deck, number: number): PageReading {
  const slide = slides[number - 1]!
  const writer = new PageWriter()
  const text = new OdfText(writer, { styles, charts })
  const shapes = shapesOf(slide)
  const marked = shapes.find((shape) => shape.kind === 'title' && shape.text !== '')
  const rest = inReadingOrder(shapes.filter((shape) => shape !== marked))
  const title = marked ?? standIn(rest)
  if (title) writer.heading(1, title.text)
  else writer.opening('heading', `Slide ${number}`)
  const visibility = styles.property('drawing-page', slide.attributes['draw:style-name'], 'drawing-page', 'presentation:visibility')
  const isHidden = visibility === 'hidden'
  if (isHidden && title) writer.caption('[Hidden slide]')
  else if (isHidden) writer.opening('caption', '[Hidden slide]')
  for (const { element } of rest) if (element !== title?.element) text.block(element)
  writeNotes(writer, text, child(slide, 'presentation:notes'))
  const comments = children(slide, 'office:annotation')
  if (comments.length > 0) writer.heading(2, 'Comments')
  for (const comment of comments) text.block(comment)
  const page = writer.page(number, title?.text)
  // A slide that is left out of the show is hidden as a whole, as a hidden sheet is.
  if (isHidden && page.text !== '') page.hidden = [{ start: 0, end: page.text.length, reason: 'hidden slide' }]
  return { page, needsOcr: false, blank: shapes.length === 0 && writer.isEmpty }
}

function shapesOf(slide: XmlElement): Shape[] {
  return children(slide)
    .filter(({ name }) => name.startsWith('draw:') || name.startsWith('dr3d:'))
    .map((element) => ({ element, kind: element.attributes['presentation:class'] ?? '', frame: frameOf(element), text: lineOf(element) }))
    .filter(({ kind, element }) => !passing.has(kind) && element.attributes['presentation:placeholder'] !== 'true')
}

/** The text of a shape without tables or charts; '' for others. */
function lineOf(element: XmlElement): string {
  const holder = child(element, 'draw:text-box') ?? element
  return plainLine({ ...holder, children: children(holder).filter(({ name }) => /^text:(p|h|list)$/.test(name)) })
}

function standIn(shapes: readonly Shape[]): Shape | undefined {
  const first = shapes.find((shape) => shape.text !== '' || !/^(image|)$/.test(shape.kind))
  const isOneLine =
    first !== undefined &&
    children(child(first.element, 'draw:text-box') ?? first.element).filter(({ name }) => name === 'text:p' || name === 'text:list')
      .length === 1
  return isOneLine && first.text !== '' && first.text.length <= longestTitle ? first : undefined
}

function writeNotes(writer: PageWriter, text: OdfText, notes: XmlElement | undefined): void {
  const written = notes ? shapesOf(notes).filter((shape) => shape.text !== '') : []
  if (written.length > 0) writer.heading(2, 'Notes')
  for (const { element } of written) text.block(element)
}
