import { hide } from '../docx/hiddenMarks'
import { codePageOf, decodeBytes } from './codePages'
import { destinationOf, type Destination } from './destinations'
import { RtfTables } from './styles'
import type { Paragraph, RtfText } from './rtfText'
import type { RtfListener } from './tokens'

/** What holds from a place to the end of its group. */
interface State {
  destination: Destination
  /** What of the group's text is gathered in place of being written; null in the text itself. */
  gathered: { text: string } | null
  font: number
  /** Characters that stand in for one of Unicode and are passed over. */
  standIns: number
  isHidden: boolean
  isDeleted: boolean
  /** In half-points. */
  size: number
  colour: number
  isOnColour: boolean
  /** Number and outline level of the style being defined. */
  defined: { style: number; outline: number | null }
  paragraph: Paragraph
}

/** Groups deeper than this are read as part of the group around them. */
const maxDepth = 4_000

const plainText: Pick<State, 'isHidden' | 'isDeleted' | 'size' | 'colour' | 'isOnColour'> = {
  isHidden: false,
  isDeleted: false,
  size: 24,
  colour: 0,
  isOnColour: false,
}

const plainParagraph: Paragraph = { style: 0, outline: null, level: 0, inTable: false, depth: 1, isShaded: false }

/** Words that stand for characters. */
const characters: Readonly<Record<string, string>> = {
  line: '\n',
  lbr: '\n',
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  zwj: '\u200d',
  zwnj: '\u200c',
  ltrmark: '\u200e',
  rtlmark: '\u200f',
}

/** Follows the tokens of an RTF file and hands its text on, paragraph by paragraph. */
export class RtfReader implements RtfListener {
  readonly text: RtfText
  private readonly tables = new RtfTables()
  private state: State = {
    destination: 'text',
    gathered: null,
    font: -1,
    standIns: 1,
    ...plainText,
    defined: { style: 0, outline: null },
    paragraph: plainParagraph,
  }
  private readonly states: State[] = []
  private tooDeep = 0
  /** Whether the group has said nothing yet, so that its first word may name a destination; and whether a star came first. */
  private atStart = false
  private starred = false
  private bytes: number[] = []
  private bytesPage = ''
  private wide = ''
  private passOver = 0
  private codePage = '1252'
  private defaultFont = 0
  private author = ''

  constructor(text: RtfText) {
    this.text = text
    this.text.tables = this.tables
  }

  open(): void {
    this.flush()
    this.passOver = 0
    if (this.states.length >= maxDepth) this.tooDeep++
    else {
      this.states.push(this.state)
      this.state = { ...this.state }
    }
    this.atStart = true
    this.starred = false
  }

  close(): void {
    this.flush()
    this.passOver = 0
    this.atStart = false
    if (this.tooDeep > 0) {
      this.tooDeep--
      return
    }
    const outer = this.states.pop()
    if (!outer) return
    const inner = this.state
    this.state = outer
    if (inner.gathered && inner.gathered !== outer.gathered) this.finish(inner.destination, inner.gathered.text, inner)
  }

  sign(sign: string): void {
    if (sign === '*') {
      this.starred = this.atStart
      return
    }
    if (this.passed()) return
    this.flush()
    if (sign === '~') this.write('\u00a0')
    else if (sign === '_') this.write('-')
    this.atStart = false
  }

  byte(value: number): void {
    this.atStart = false
    if (this.passed()) return
    const { destination } = this.state
    if (destination === 'skip') return
    if (destination === 'colours') return value === 0x3b ? this.tables.endColour() : undefined
    if (destination === 'fonts') return
    if (this.wide !== '') this.flushWide()
    const page = this.pageOfFont()
    if (page !== this.bytesPage) this.flush()
    this.bytesPage = page
    this.bytes.push(value)
    if (this.bytes.length >= 65_536) this.flush()
  }

  control(word: string, value: number | null): void {
    const [atStart, starred] = [this.atStart, this.starred]
    this.atStart = false
    this.starred = false
    if (this.passOver > 0 && word !== 'u') {
      this.passOver--
      return
    }
    const destination = atStart || starred ? destinationOf(word, starred) : null
    if (destination) return this.begin(destination, word)
    if (this.state.destination === 'skip' && word !== 'ud') return
    if (word === 'u') return this.unicode(value ?? 0)
    this.flush()
    if (this.head(word, value) || this.look(word, value) || this.shape(word, value)) return
    const character = characters[word]
    if (character !== undefined) this.write(character)
    else if (!this.state.gathered) this.text.control(word, this.state.paragraph)
    else if (/^(par|sect|cell|row|nestcell|nestrow)$/.test(word)) this.state.gathered.text += '\n'
  }

  /** The last paragraph needs no end. */
  finishAll(): void {
    this.flush()
    this.text.end(this.state.paragraph)
  }

  private begin(destination: Destination, word: string): void {
    this.flush()
    this.state.destination = destination
    if (destination === 'text' || destination === 'skip' || destination === 'fonts' || destination === 'colours') return
    if (destination === 'footnote') this.write(this.text.noteMark(), true)
    this.state.gathered = { text: '' }
    if (word === 'shptxt' || word === 'dptxbxtext') Object.assign(this.state, plainText)
  }

  private finish(destination: Destination, text: string, { defined }: State): void {
    if (destination === 'styles') this.tables.addStyle(defined.style, text, defined.outline)
    else if (destination === 'author') this.author = text.trim()
    else if (destination === 'comment') this.text.comment(this.author, text)
    else if (destination === 'footnote') this.text.note(text)
    else if (destination === 'mark') this.text.mark = text.trim()
    else if (destination === 'header' || destination === 'footer') this.text.furniture(destination, text)
    else if (destination === 'box') this.text.box(text)
  }

  /** Words of the tables at the head of the file. */
  private head(word: string, value: number | null): boolean {
    const { state } = this
    if (state.destination === 'colours') this.tables.addColour(word, value)
    else if (state.destination === 'fonts') {
      if (word === 'f') state.font = value ?? 0
      else if (word === 'fcharset') this.tables.codePages.set(state.font, codePageOf(value ?? 0))
      else if (word === 'cpg' && value) this.tables.codePages.set(state.font, String(value))
    } else if (state.destination === 'styles') {
      // Each style is a group of its own: its name is gathered by itself.
      if (state.gathered && this.states.at(-1)?.gathered === state.gathered) state.gathered = { text: '' }
      if (word === 's') state.defined = { ...state.defined, style: value ?? 0 }
      else if (word === 'cs' || word === 'ds' || word === 'ts') state.defined = { ...state.defined, style: -1 }
      else if (word === 'outlinelevel') state.defined = { ...state.defined, outline: value ?? 0 }
    } else return false
    return true
  }

  /** Words that say how characters look or are written. */
  private look(word: string, value: number | null): boolean {
    const { state } = this
    if (word === 'f') state.font = value ?? this.defaultFont
    else if (word === 'fs') state.size = value ?? 24
    else if (word === 'v') state.isHidden = value !== 0
    else if (word === 'deleted') state.isDeleted = value !== 0
    else if (word === 'cf') state.colour = value ?? 0
    else if (word === 'cb' || word === 'highlight' || word === 'chcbpat') state.isOnColour = (value ?? 0) > 0
    else if (word === 'uc') state.standIns = Math.min(Math.max(0, value ?? 1), 100)
    else if (word === 'plain') Object.assign(state, plainText, { font: this.defaultFont })
    else if (word === 'ansicpg' && value) this.codePage = String(value)
    else if (word === 'mac') this.codePage = '10000'
    else if (word === 'pc') this.codePage = '437'
    else if (word === 'pca') this.codePage = '850'
    else if (word === 'deff') this.defaultFont = value ?? 0
    else return false
    return true
  }

  /** Words that say what a paragraph is. */
  private shape(word: string, value: number | null): boolean {
    const { state } = this
    const change = (changed: Partial<Paragraph>) => void (state.paragraph = { ...state.paragraph, ...changed })
    if (word === 'pard') state.paragraph = plainParagraph
    else if (word === 's') change({ style: value ?? 0 })
    else if (word === 'outlinelevel') change({ outline: value ?? 0 })
    else if (word === 'ilvl') change({ level: value ?? 0 })
    else if (word === 'intbl') change({ inTable: true })
    else if (word === 'itap') change({ depth: value ?? 1, inTable: (value ?? 1) > 0 })
    else if (word === 'cbpat') change({ isShaded: (value ?? 0) > 0 })
    else return false
    return true
  }

  private unicode(value: number): void {
    if (this.passed()) return
    if (this.bytes.length > 0) this.flush()
    if (this.state.destination !== 'skip') this.wide += String.fromCharCode(value & 0xffff)
    this.passOver = this.state.standIns
  }

  private passed(): boolean {
    if (this.passOver === 0) return false
    this.passOver--
    return true
  }

  private pageOfFont(): string {
    const font = this.state.font < 0 ? this.defaultFont : this.state.font
    return this.tables.codePages.get(font) ?? this.codePage
  }

  private flush(): void {
    if (this.wide !== '') this.flushWide()
    if (this.bytes.length === 0) return
    const bytes = this.bytes
    this.bytes = []
    this.write(decodeBytes(bytes, this.bytesPage))
  }

  /** Halves of a pair that do not meet stand for no character. */
  private flushWide(): void {
    const text = this.wide.toWellFormed().replace(/[\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc]/g, '•')
    this.wide = ''
    this.write(text)
  }

  private write(text: string, always = false): void {
    const { state } = this
    if (!always && (state.destination === 'skip' || state.isDeleted)) return
    const clean = text.replace(/[\ufdd0-\ufdef]/g, '')
    const looked = always ? clean : this.marked(clean)
    if (state.gathered) state.gathered.text += looked
    else this.text.append(looked, state.paragraph)
  }

  private marked(text: string): string {
    const { isHidden, size, colour, isOnColour, paragraph, destination } = this.state
    if (destination === 'styles' || destination === 'author' || destination === 'mark') return text
    if (isHidden) return hide(text, 'hidden in the document')
    if (size < 4) return hide(text, 'too small to be seen')
    const isOnPaper = !isOnColour && !paragraph.isShaded && !paragraph.inTable
    return isOnPaper && this.tables.isWhite(colour) ? hide(text, 'the colour of the page') : text
  }
}
