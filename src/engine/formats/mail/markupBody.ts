import type { Page } from '../../page'
import { hiddenEnd, hiddenStart, markupPage } from '../html/markupPage'
import { parseMarkup } from '../html/parseMarkup'
import { isInvisible, type MarkupNode, walkMarkup } from '../html/walkMarkup'

/** As much of an element as marking what it hides needs. */
interface MarkedNode extends MarkupNode {
  data?: string
  removeAttribute(name: string): void
}

/** Longest message in characters that is read as a web page: its tree takes about twenty times that in memory. */
const maxLength = 32 * 2 ** 20

/** The text of a message that is a web page; what its writer hid stays in it, marked. Null where it is too long for that. */
export async function markupBody(html: string): Promise<Page | null> {
  if (html.length > maxLength) return null
  const clean = html.replace(/[\ufdd0-\ufdef]/g, '')
  const document = await parseMarkup(/<(html|body)\b/i.test(clean) ? clean : `<html><body>${clean}</body></html>`)
  markHidden(document)
  return markupPage(document)
}

const white = String.raw`(white|#fff(fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))`
const whiteText = new RegExp(String.raw`(^|[;\s])color\s*:\s*${white}(?![\w(])`, 'i')
const whiteColour = new RegExp(`^${white}$`, 'i')
const ground = /background(-color)?\s*:\s*(?!\s*(none|transparent|inherit|initial|white|#fff(fff)?)\b)[^;]/i
const tiny = /font-size\s*:\s*(0?\.\d+|[01](\.\d+)?)\s*(px|pt)|mso-hide\s*:\s*all|max-height\s*:\s*0(px)?\s*(;|$)/i

/** Puts marks around texts that nobody sees, in place of the styles by which they would be left out. */
function markHidden(root: MarkupNode): void {
  const hiding: MarkupNode[] = []
  const grounds: MarkupNode[] = []
  walkMarkup(root, {
    enter(node) {
      if (node.nodeType === 3) {
        if (hiding.length > 0 && node.data?.trim()) node.data = hiddenStart + node.data + hiddenEnd
        return true
      }
      if (node.nodeType !== 1) return true
      const style = node.getAttribute?.('style') ?? ''
      if (ground.test(style) || node.getAttribute?.('bgcolor') || node.getAttribute?.('background')) grounds.push(node)
      if (isHiding(node, style, grounds.length > 0)) {
        reveal(node as MarkedNode)
        if (isInvisible(node)) return false
        hiding.push(node)
      }
      return true
    },
    leave(node) {
      if (hiding.at(-1) === node) hiding.pop()
      if (grounds.at(-1) === node) grounds.pop()
    },
  })
}

function isHiding(node: MarkupNode, style: string, onGround: boolean): boolean {
  if (isInvisible(node) || tiny.test(style)) return true
  if (onGround) return false
  return whiteText.test(style) || (node.localName === 'font' && whiteColour.test(node.getAttribute?.('color') ?? ''))
}

function reveal(node: MarkedNode): void {
  node.removeAttribute('style')
  node.removeAttribute('hidden')
}
