import { hide } from '../docx/hiddenMarks'
import type { PageWriter } from '../docx/pageWriter'
import { at, child, children, isElement, textOf, below } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { BulletCounter, bulletOf, inheritedBullet } from './bullets'

/** Under 2 points, in hundredths: nobody reads it on a screen. */
const invisibleSize = 200

/** Fields whose value is where or when the slide is shown. */
const passingField = /^(slidenum|datetime)/

export interface TextLook {
  /** List styles the text inherits from, the nearest first. */
  styles?: readonly (XmlElement | undefined)[]
  /** Whether a run is in the colour of what lies behind it. */
  isInvisible?: (properties: XmlElement | undefined) => boolean
  /** Marks all of the text where nobody sees the shape. */
  mark?: (text: string) => string
}

/** Writes the paragraphs of a text: lists with their levels and numbers, else paragraphs. */
export function writeText(writer: PageWriter, body: XmlElement | undefined, look: TextLook = {}): void {
  const counter = new BulletCounter()
  writer.endList()
  const styles = [child(body, 'a:lstStyle'), ...(look.styles ?? [])]
  for (const paragraph of children(body, 'a:p')) {
    const properties = child(paragraph, 'a:pPr')
    const level = Math.min(Math.max(0, Number(properties?.attributes.lvl) || 0), 8)
    const plain = paragraphText(paragraph, look)
    if (plain.trim() === '') continue
    const text = look.mark ? look.mark(plain) : plain
    const mark = counter.next(bulletOf(properties) ?? inheritedBullet(styles, level), level)
    if (mark === '') writer.paragraph(text)
    else writer.item(level, mark, text)
  }
}

/** The text of a body on one line. */
export function lineOf(body: XmlElement | undefined, look: TextLook = {}): string {
  return children(body, 'a:p')
    .map((paragraph) => paragraphText(paragraph, look).replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .join(' ')
}

export function paragraphText(paragraph: XmlElement, look: TextLook = {}): string {
  let text = ''
  for (const node of paragraph.children) {
    if (!isElement(node)) continue
    if (node.name === 'a:r') text += runText(node, look)
    else if (node.name === 'a:br') text += '\n'
    else if (node.name === 'a:fld') text += passingField.test(node.attributes.type ?? '') ? '' : runText(node, look)
    else if (node.name === 'mc:AlternateContent' || node.name === 'a14:m') text += formula(node)
  }
  return text
}

function runText(run: XmlElement, { isInvisible }: TextLook): string {
  const text = textOf(child(run, 'a:t')).replaceAll('_x000D_', '')
  const properties = child(run, 'a:rPr')
  const size = properties?.attributes.sz
  if (size !== undefined && Number(size) < invisibleSize) return hide(text, 'too small to be seen')
  return isInvisible?.(properties) ? hide(text, 'the colour of the page') : text
}

/** A formula as its signs one after another. */
function formula(node: XmlElement): string {
  const choice = node.name === 'mc:AlternateContent' ? (child(node, 'mc:Choice') ?? child(node, 'mc:Fallback')) : node
  return Array.from(below(choice, 'm:t'), textOf).join('') || Array.from(below(choice, 'a:t'), textOf).join('')
}

/** The list style of a kind of text in a master: title, body or other. */
export function masterStyle(master: XmlElement | undefined, kind: 'title' | 'body' | 'other'): XmlElement | undefined {
  return at(master, 'p:txStyles', `p:${kind}Style`)
}
