import { hide, type HiddenReason } from '../docx/hiddenMarks'
import { readSheets, type Sheets } from './sheets'
import { colourOf, looksAlike, parseStyle, type Style } from './styles'
import { isUnreadable, walkMarkup, type MarkupNode } from './walkMarkup'

/** As much of an element as marking what it hides needs. */
interface MarkedNode extends MarkupNode {
  removeAttribute(name: string): void
  setAttribute(name: string, value: string): void
}

/** Attribute that tells bold text apart when styles are gone: whoever looks for the article takes them away. */
export const boldMark = 'data-carrel-bold'

/** Smallest letters that can be read, in pixels. */
const smallest = 2

interface Look {
  node: MarkupNode | null
  hidden: HiddenReason | null
  visible: boolean
  size: number
  colour: string | null
  /** Null where it is a picture or comes from a sheet that is not understood. */
  ground: string | null
  /** Whether the element itself makes its text bold. */
  bold?: boolean
}

/**
 * Puts marks around the texts of a web page that nobody sees, and takes away what hides them, so that they come out marked instead of
 * being lost: what is not shown, the colour of its ground, too small, or off the page.
 */
export function markHiddenParts(document: MarkupNode): void {
  const sheets = readSheets(document)
  const ground = sheets.hasUnknownGrounds ? null : 'ffffff'
  const looks: Look[] = [{ node: null, hidden: null, visible: true, size: 16, colour: '000000', ground }]
  walkMarkup(document, {
    enter(node) {
      const around = looks.at(-1)!
      if (node.nodeType === 3) {
        markText(node, around)
        return true
      }
      if (isUnreadable(node)) return false
      // Hidden from those who listen, and shown: whoever looks for the article would drop it.
      if (node.getAttribute?.('aria-hidden') != null) (node as MarkedNode).removeAttribute('aria-hidden')
      const look = lookOf(node, around, sheets)
      if (look === around) return true
      if (look.bold) (node as MarkedNode).setAttribute(boldMark, '')
      looks.push(look)
      const element = node as MarkedNode
      if (look.hidden !== around.hidden || !look.visible) {
        element.removeAttribute('style')
        element.removeAttribute('hidden')
      }
      return true
    },
    leave(node) {
      if (looks.at(-1)!.node === node) looks.pop()
    },
  })
}

function lookOf(node: MarkupNode, around: Look, sheets: Sheets): Look {
  const styles = sheets.styleOf(node)
  const own = node.getAttribute?.('style')
  if (own) styles.push(parseStyle(own))
  const attributes = attributeStyle(node)
  if (styles.length === 0 && !attributes) return around
  const style: Style = Object.assign({}, attributes, ...styles)
  // Scripts show a page as a whole once it is there.
  const isWhole = node.localName === 'html' || node.localName === 'body'
  const size = style.size && ('pixels' in style.size ? style.size.pixels : around.size * style.size.times)
  return {
    node,
    hidden: around.hidden ?? (isWhole ? null : (style.hidden ?? (style.shown === false ? 'hidden in the document' : null))),
    visible: isWhole || (style.visible ?? around.visible),
    size: size ?? around.size,
    colour: style.colour !== undefined ? style.colour : around.colour,
    ground: style.ground !== undefined ? style.ground : around.ground,
    bold: style.bold === true,
  }
}

/** What the attributes of old say. */
function attributeStyle(node: MarkupNode): Style | null {
  const get = (name: string) => node.getAttribute?.(name) ?? null
  const style: Style = {}
  const hidden = get('hidden')
  if (hidden !== null && hidden !== 'until-found') style.hidden = 'hidden in the document'
  const ground = get('bgcolor')
  if (ground !== null) style.ground = colourOf(ground)
  if (get('background') !== null) style.ground = null
  const colour = node.localName === 'font' ? get('color') : node.localName === 'body' ? get('text') : null
  if (colour !== null) style.colour = colourOf(colour)
  return Object.keys(style).length === 0 ? null : style
}

function markText(node: MarkupNode, look: Look): void {
  const reason = reasonOf(look)
  if (!reason || !node.data?.trim()) return
  const { data } = node
  const start = data.length - data.trimStart().length
  const end = data.trimEnd().length
  node.data = data.slice(0, start) + hide(data.slice(start, end), reason) + data.slice(end)
}

function reasonOf({ hidden, visible, size, colour, ground }: Look): HiddenReason | null {
  if (hidden) return hidden
  if (!visible) return 'hidden in the document'
  if (size < smallest) return 'too small to be seen'
  return colour !== null && ground !== null && looksAlike(colour, ground) ? 'the colour of the page' : null
}
