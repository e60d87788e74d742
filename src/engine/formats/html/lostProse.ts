import { visibleText } from '../docx/hiddenMarks'
import { isUnreadable, walkMarkup, type MarkupNode } from './walkMarkup'

/** Letters that make a piece of text more than a sign. */
const leastPiece = 5
/** Letters that may be missing of a section: with a heading of its own, and without, where it may be a remark. */
const leastSection = 40
const leastUntitled = 90
/** Letters that may be lost on a whole page, in whatever small pieces. */
const mostLost = 400
/** Longest text of an element that its name alone tells to be no body text. */
const mostByName = 600

/** A stretch of body text: whether it has a heading, and its pieces, as squeezed by `squeeze`, without what leads elsewhere. */
export interface Section {
  titled: boolean
  pieces: string[]
}

/** Letters and digits alone: how an article was spaced, marked and cut into blocks makes no difference. */
export function squeeze(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The body text of a page by sections, without navigation: what is mostly links, what tags or roles say leads elsewhere, consent and the like. */
export function bodySections(root: MarkupNode): Section[] {
  const weights = weigh(root)
  const sections: Section[] = [{ titled: false, pieces: [] }]
  let links = 0
  let articles = 0
  let left: MarkupNode | null = null
  walkMarkup(root, {
    enter(node) {
      if (node.nodeType === 3) {
        const piece = links === 0 ? squeeze(visibleText(node.data ?? '')) : ''
        if (piece.length >= leastPiece) sections.at(-1)!.pieces.push(piece)
        return true
      }
      const name = node.localName ?? ''
      if (isUnreadable(node) || isNavigation(node, name, articles > 0, weights.get(node) ?? nothing)) {
        left = node
        return false
      }
      if (name === 'a') links++
      if (name === 'article' || name === 'main') articles++
      if (/^h[1-6]$/.test(name)) sections.push({ titled: true, pieces: [] })
      return true
    },
    leave(node) {
      if (node.nodeType !== 1 || node === left) return
      const name = node.localName ?? ''
      if (name === 'a') links--
      if (name === 'article' || name === 'main') articles--
    },
  })
  return sections
}

/** Whether a section of a page's body text is missing from its article, told by its pieces. */
export function losesSection(sections: readonly Section[], articleText: string): boolean {
  const article = squeeze(articleText)
  let at = 0
  let all = 0
  return sections.some(({ titled, pieces }) => {
    let lost = 0
    for (const one of pieces) {
      // Text stands in the order of the page, so that looking on from the piece before is quick.
      const next = article.indexOf(one, at)
      const found = next >= 0 ? next : article.lastIndexOf(one, at)
      if (found < 0) lost += one.length
      else at = found
    }
    all += lost
    return lost >= (titled ? leastSection : leastUntitled) || all >= mostLost
  })
}

const inline = new Set(
  'a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)

const byName =
  /(^|[\s_-])(nav|navbar|navigation|menu|breadcrumbs?|share|sharing|social|cookies?|consent|gdpr|newsletter|subscribe|advert\w*|ads?|promo|skip|pagination|byline|toolbar)([\s_-]|$)/i

function isNavigation(node: MarkupNode, name: string, inArticle: boolean, { letters, linked }: Weight): boolean {
  if (name === 'body' || name === 'html' || name === 'main' || name === 'article') return false
  if (/^(navigation|search|banner|contentinfo|dialog|alertdialog)$/.test(node.getAttribute?.('role') ?? '')) return true
  if ((name === 'footer' || name === 'header') && !inArticle && letters < mostByName) return true
  if (letters > 0 && linked * 2 > letters && !inline.has(name)) return true
  return letters < mostByName && ['class', 'id'].some((one) => byName.test(node.getAttribute?.(one) ?? ''))
}

interface Weight {
  letters: number
  linked: number
}

const nothing: Weight = { letters: 0, linked: 0 }

/** How many letters every element holds, and how many of them lead elsewhere. */
function weigh(root: MarkupNode): Map<MarkupNode, Weight> {
  const weights = new Map<MarkupNode, Weight>()
  const open: Weight[] = [{ letters: 0, linked: 0 }]
  let links = 0
  walkMarkup(root, {
    enter(node) {
      if (node.nodeType === 3) {
        const { length } = squeeze(node.data ?? '')
        open.at(-1)!.letters += length
        if (links > 0) open.at(-1)!.linked += length
        return true
      }
      if (node.localName === 'a') links++
      open.push({ letters: 0, linked: 0 })
      return !isUnreadable(node)
    },
    leave(node) {
      if (node.nodeType === 3) return
      if (node.localName === 'a') links--
      const own = open.pop()!
      weights.set(node, own)
      open.at(-1)!.letters += own.letters
      open.at(-1)!.linked += own.linked
    },
  })
  return weights
}
