import { hide, type HiddenReason } from './hiddenMarks'
import { formulaText } from './formulaText'
import { isPassingField, WordFields } from './wordFields'
import { isOnItsColour, lookOf, valueOf, type WordLook, type WordStyles } from './wordStyles'
import { symbolOf } from './wordSymbols'
import { below, child, children, chosen, isElement, textOf } from './xmlQuery'
import type { XmlElement } from './xmlTree'

/** What hangs on a place in the text and is read behind it. */
export interface Hanging {
  kind: 'box' | 'description' | 'footnote' | 'endnote' | 'comment' | 'chart' | 'diagram'
  /** Boxes: what is in them. */
  element?: XmlElement
  /** Descriptions: their text; else what they are called in the file. */
  text?: string
  /** Boxes that are not shown. */
  isHidden?: boolean
}

export interface TextPlace {
  look: WordLook
  /** White text on the page itself is not seen. */
  isOnPaper: boolean
}

/** Elements that only enclose text. */
const transparent = new Set(
  'w:hyperlink w:ins w:moveTo w:smartTag w:sdt w:sdtContent w:customXml w:bdo w:dir w:ruby w:rubyBase w:subDoc w:r'.split(' '),
)

const single: Readonly<Record<string, string>> = { 'w:tab': '\t', 'w:ptab': '\t', 'w:br': '\n', 'w:cr': '\n', 'w:noBreakHyphen': '-' }

/** Reads the text of paragraphs: runs, fields, and what hangs on them. */
export class WordText {
  readonly fields = new WordFields()
  private readonly styles: WordStyles
  /** Called for what hangs on the text; returns the mark that stays in it. */
  private readonly hang: (hanging: Hanging) => string

  constructor(styles: WordStyles, hang: (hanging: Hanging) => string) {
    this.styles = styles
    this.hang = hang
  }

  /** The text below an element, with marks around what is hidden. */
  of(element: XmlElement, place: TextPlace): string {
    let text = ''
    for (const node of element.children) {
      if (!isElement(node)) continue
      if (node.name === 'w:r') text += this.run(node, place)
      else if (transparent.has(node.name)) text += this.of(node, place)
      else if (node.name === 'w:fldSimple') text += isPassingField(node.attributes['w:instr']) ? '' : this.of(node, place)
      else if (node.name === 'm:oMath' || node.name === 'm:oMathPara') text += this.shown(formulaText(node), place)
      else if (node.name === 'mc:AlternateContent') text += this.of(chosen(node), place)
    }
    return text
  }

  private run(run: XmlElement, place: TextPlace): string {
    const properties = child(run, 'w:rPr')
    const style = valueOf(child(properties, 'w:rStyle'))
    const look = properties ? { ...place.look, ...(style ? this.styles.look(style) : {}), ...lookOf(properties) } : place.look
    const own = { ...place, look }
    let text = ''
    for (const node of run.children) if (isElement(node)) text += this.piece(node, own)
    return text
  }

  private piece(node: XmlElement, place: TextPlace): string {
    const { name, attributes } = node
    if (name === 'w:t') return this.shown(textOf(node), place)
    if (name in single) return this.fields.isText ? single[name]! : ''
    if (name === 'w:fldChar') return this.field(node, place)
    if (name === 'w:instrText') this.fields.instruct(textOf(node))
    else if (name === 'w:sym') return this.shown(symbolOf(attributes['w:char'], attributes['w:font']), place)
    else if (name === 'w:footnoteReference' || name === 'w:endnoteReference' || name === 'w:commentReference')
      return this.hang({ kind: name.slice(2, -9) as Hanging['kind'], text: attributes['w:id'] ?? '' })
    else if (name === 'mc:AlternateContent') {
      let text = ''
      for (const inner of children(chosen(node))) text += this.piece(inner, place)
      return text
    } else if (name === 'w:drawing' || name === 'w:pict' || name === 'w:object') this.drawing(node)
    else if (transparent.has(name)) return name === 'w:r' ? this.run(node, place) : this.of(node, place)
    return ''
  }

  /** Fields of forms have their value beside them. */
  private field(node: XmlElement, place: TextPlace): string {
    this.fields.mark(node.attributes['w:fldCharType'])
    const box = child(child(node, 'w:ffData'), 'w:checkBox')
    if (!box) return ''
    const checked = valueOf(child(box, 'w:checked') ?? child(box, 'w:default')) ?? (child(box, 'w:checked') ? '1' : '0')
    return hideBy(['0', 'false'].includes(checked) ? '☐' : '☒', reasonOf(place))
  }

  private shown(text: string, place: TextPlace): string {
    return this.fields.isText ? hideBy(text, reasonOf(place)) : ''
  }

  private drawing(node: XmlElement): void {
    for (const description of descriptions(node)) this.hang({ kind: 'description', text: description })
    const isHidden = isHiddenDrawing(node)
    for (const box of below(node, 'w:txbxContent')) this.hang({ kind: 'box', element: box, isHidden })
    for (const chart of below(node, new Set(['c:chart', 'cx:chart']))) this.hang({ kind: 'chart', text: chart.attributes['r:id'] ?? '' })
    for (const diagram of below(node, 'dgm:relIds')) this.hang({ kind: 'diagram', text: diagram.attributes['r:dm'] ?? '' })
  }
}

function descriptions(node: XmlElement): string[] {
  const named = [...below(node, new Set(['wp:docPr'])), ...below(node, 'v:shape')]
  const texts = named.map(({ attributes }) => (attributes.descr ?? attributes.alt ?? '').trim())
  return [...new Set(texts)].filter((text) => /\p{L}{2}/u.test(text) && !/^\S+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)$/i.test(text))
}

const shapes = new Set(['v:group', 'v:shape', 'v:rect', 'v:roundrect', 'v:oval', 'v:line'])

/** Whether nothing of a drawing is shown, in either of the two languages for drawings. */
function isHiddenDrawing(node: XmlElement): boolean {
  const drawn = [...below(node, shapes)]
  if (drawn.length > 0) return drawn.every(({ attributes }) => /visibility:\s*hidden|mso-hide:\s*all/i.test(attributes.style ?? ''))
  return [...below(node, 'wp:docPr')].some(({ attributes }) => ['1', 'true'].includes(attributes.hidden ?? ''))
}

function reasonOf({ look, isOnPaper }: TextPlace): HiddenReason | null {
  if (look.isHidden) return 'hidden in the document'
  if (look.isOutside) return 'outside the page'
  if (look.isTiny || look.isNarrow) return 'too small to be seen'
  if (isOnItsColour(look)) return 'the colour of the page'
  return look.isWhite && isOnPaper && !look.isOnColour ? 'the colour of the page' : null
}

function hideBy(text: string, reason: HiddenReason | null): string {
  return reason ? hide(text, reason) : text
}
