import { PageWriter } from '../docx/pageWriter'
import { at, below, child } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import type { PageReading } from '../../format'
import type { Page } from '../../page'
import { writeComments } from './comments'
import { besideSlide } from './besideSlide'
import { readPart, type Deck, type Part } from './deck'
import { placeholderIn, shapeLook, type SlideParts } from './inheritance'
import { inReadingOrder } from './readingOrder'
import { type Shape, frameOf, shapesOf } from './shapes'
import { lineOf, paragraphText, writeText } from './textBody'
import { writeGraphic } from './graphic'

interface SlideContext {
  signal: AbortSignal
}

/** What a slide says of itself that is left out of the show. */
const hiddenSlide = '[Hidden slide]'

/** Longest first line of a slide without a title that stands for one. */
const longestTitle = 100

/** Reads one slide: its title, what stands on it in reading order, notes and comments. Throws DOCUMENT_CORRUPT. */
export async function readSlide(deck: Deck, number: number, context: SlideContext): Promise<PageReading> {
  const name = deck.slides[number - 1]
  if (!name) throw deck.pack.damaged('the part of this slide is missing')
  const slide = await readPart(deck.pack, name, context)
  const layout = await deck.related(slide, 'slideLayout', context)
  const master = layout && (await deck.related(layout, 'slideMaster', context))
  const parts: SlideParts = {
    slide: slide.root,
    layout: layout?.root,
    master: master?.root,
    theme: (master && (await deck.related(master, 'theme', context)))?.root,
  }
  const shapes = shapesOf(at(slide.root, 'p:cSld', 'p:spTree'))
    .filter((shape) => !isPassing(shape))
    .map((shape) => ({ ...shape, frame: shape.frame ?? inheritedFrame(shape, parts) }))
  const writer = new PageWriter()
  const title = await writeShapes(writer, { deck, slide, parts, shapes, number }, context)
  await writeNotes(writer, { deck, slide }, context)
  await writeComments(writer, { deck, slide }, context)
  return { page: markedHidden(writer.page(number, title), slide), needsOcr: false, blank: shapes.length === 0 && writer.isEmpty }
}

/** A slide that is left out of the show is hidden as a whole, as a hidden sheet is. */
function markedHidden(page: Page, slide: Part): Page {
  if (!isHiddenSlide(slide) || page.text === '') return page
  return { ...page, hidden: [{ start: 0, end: page.text.length, reason: 'hidden slide' }] }
}

function isHiddenSlide({ root }: Part): boolean {
  return ['0', 'false'].includes(root.attributes.show ?? '')
}

/** Slide numbers are nothing to read; footers and dates stand on every slide. A date that was overwritten with words is kept. */
function isPassing({ placeholder, element }: Shape): boolean {
  const type = placeholder?.type ?? ''
  if (['sldNum', 'ftr', 'hdr', 'sldImg'].includes(type)) return true
  return type === 'dt' && !/^[^\d]*\p{L}[^\d]*$/u.test(lineOf(child(element, 'p:txBody')))
}

function inheritedFrame({ placeholder }: Shape, parts: SlideParts) {
  if (!placeholder) return null
  const found = [placeholderIn(parts.layout, placeholder), placeholderIn(parts.master, { ...placeholder, index: '' })]
  for (const element of found) {
    const frame = frameOf(at(element, 'p:spPr', 'a:xfrm'))
    if (frame) return frame
  }
  return null
}

interface Written {
  deck: Deck
  slide: Part
  parts: SlideParts
  shapes: Shape[]
  number: number
}

/** Writes what stands on the slide, the title first. Returns the title; every slide with text has a heading, so that none goes on under the last one's. */
async function writeShapes(writer: PageWriter, { deck, slide, parts, shapes, number }: Written, context: SlideContext): Promise<string> {
  const title = shapes.find((shape) => isTitle(shape) && lineOf(bodyOf(shape)) !== '')
  const rest = inReadingOrder(shapes.filter((shape) => shape !== title))
  const places = new Map(shapes.map((shape, at) => [shape, at]))
  const look = (shape: Shape) =>
    shapeLook(shape, { parts, below: shapesBelow(shapes, places.get(shape) ?? 0), width: deck.width, height: deck.height })
  const stand = title ?? standIn(rest)
  const heading = stand ? look(stand).mark(lineOf(bodyOf(stand), look(stand))) : ''
  if (heading !== '') writer.heading(1, heading)
  else writer.opening('heading', `Slide ${number}`)
  if (isHiddenSlide(slide)) {
    if (heading === '') writer.opening('caption', hiddenSlide)
    else writer.caption(hiddenSlide)
  }
  for (const shape of rest) {
    if (shape === stand) continue
    if (shape.kind === 'text') writeText(writer, bodyOf(shape), look(shape))
    else if (shape.kind === 'graphic') await writeGraphic(writer, { deck, slide, shape, look: look(shape) }, context)
    if (isDescription(shape))
      writer.caption(look(shape).mark(`[${shape.kind === 'picture' ? 'Picture' : 'Description'}: ${shape.description}]`))
  }
  return heading
}

/** Grounds are drawn first, or just before what stands on them; in between a drawing has more shapes than can be looked through for each. */
const mostGrounds = 500

function shapesBelow(shapes: readonly Shape[], at: number): readonly Shape[] {
  if (at <= 2 * mostGrounds) return shapes.slice(0, at)
  return [...shapes.slice(0, mostGrounds), ...shapes.slice(at - mostGrounds, at)]
}

function bodyOf({ element }: Shape): XmlElement | undefined {
  return child(element, 'p:txBody')
}

function isTitle({ placeholder }: Shape): boolean {
  return placeholder?.type === 'title' || placeholder?.type === 'ctrTitle'
}

/** The first text of a slide without a title, where it is one short line. */
function standIn(shapes: readonly Shape[]): Shape | undefined {
  const first = shapes.find((shape) => shape.kind === 'graphic' || lineOf(bodyOf(shape)) !== '')
  const line = lineOf(first && bodyOf(first))
  const isOneLine = line !== '' && line === paragraphsOf(first!).find((paragraph) => paragraph !== '')
  return isOneLine && line.length <= longestTitle && !first!.hidden ? first : undefined
}

function paragraphsOf(shape: Shape): string[] {
  return Array.from(below(bodyOf(shape), 'a:p'), (paragraph) => paragraphText(paragraph).replace(/\s+/g, ' ').trim())
}

/** Names of files, put there by the program, describe nothing; shapes with a text need no description. */
function isDescription({ description, kind, element }: Shape): boolean {
  if (kind === 'text' && lineOf(child(element, 'p:txBody')) !== '') return false
  return /\p{L}{2}/u.test(description) && !/^\S+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)$/i.test(description)
}

async function writeNotes(writer: PageWriter, { deck, slide }: { deck: Deck; slide: Part }, context: SlideContext): Promise<void> {
  for (const { type, target, external } of slide.relations.values()) {
    if (type !== 'notesSlide' || external || !deck.pack.has(target)) continue
    const root = await besideSlide(deck, target, context)
    const bodies = shapesOf(at(root, 'p:cSld', 'p:spTree')).filter(
      (shape) => shape.kind === 'text' && !isPassing(shape) && lineOf(bodyOf(shape)) !== '',
    )
    if (bodies.length > 0) writer.heading(2, 'Notes')
    for (const shape of bodies) writeText(writer, bodyOf(shape))
  }
}
