import type { MarkupNode } from './walkMarkup'

/*
 * The tree of a web page of very many elements: a node takes a tenth of the memory and time of one of linkedom's. What closes what is as
 * in linkedom's parser (htmlparser2), so that the same markup gives the same text.
 */

/** Attributes of an element, name and value by turns; elements written alike share them. */
type Attributes = readonly string[]

const none: Attributes = []
/** Attributes that are kept of one element, and the longest value. */
const mostAttributes = 64
const longestValue = 8_192

/** An element or a text of a large page. */
export class LightNode implements MarkupNode {
  readonly nodeType: number
  readonly localName: string | undefined
  data: string | undefined
  firstChild: LightNode | null = null
  nextSibling: LightNode | null = null
  parentNode: LightNode | null = null
  private lastChild: LightNode | null = null
  private attributes: Attributes

  constructor(localName: string | undefined, data: string | undefined, attributes: Attributes = none) {
    this.nodeType = localName === undefined ? 3 : 1
    this.localName = localName
    this.data = data
    this.attributes = attributes
  }

  append(node: LightNode): void {
    node.parentNode = this
    if (this.lastChild) this.lastChild.nextSibling = node
    else this.firstChild = node
    this.lastChild = node
  }

  getAttribute(name: string): string | null {
    for (let i = 0; i < this.attributes.length; i += 2) if (this.attributes[i] === name) return this.attributes[i + 1]!
    return null
  }

  removeAttribute(name: string): void {
    this.attributes = this.attributes.filter((_, i) => this.attributes[i - (i % 2)] !== name)
  }

  setAttribute(name: string, value: string): void {
    this.removeAttribute(name)
    this.attributes = [...this.attributes, name, value]
  }
}

const empty = new Set(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(' '),
)
/** Elements whose content is text, whatever it looks like. */
const verbatim = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'])

/** What an element ends when it begins. */
const ends = new Map<string, ReadonlySet<string>>()
const endsOf = (names: string, ended: string) => {
  for (const name of names.split(' ')) ends.set(name, new Set(ended.split(' ')))
}
endsOf('tr', 'tr th td')
endsOf('th td', 'thead th td')
endsOf('body', 'head link script')
endsOf('li', 'li')
endsOf('option', 'option')
endsOf('optgroup', 'optgroup option')
endsOf('dt dd', 'dt dd')
endsOf('rt rp', 'rt rp')
endsOf('tbody tfoot', 'thead tbody')
endsOf('select input button datalist textarea', 'input option optgroup select button datalist textarea')
endsOf(
  'p h1 h2 h3 h4 h5 h6 address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul',
  'p',
)

/**
 * Parses the source of a page; `decode` puts characters in place of their references. Returns null once there are more than `mostNodes`
 * elements and texts. Takes time linear to the source for a bounded depth.
 */
export function parseManyElements(html: string, decode: (text: string) => string, mostNodes: number): LightNode | null {
  const root = new LightNode('#document', undefined)
  const open: LightNode[] = [root]
  const known = new Map<string, Attributes>()
  /** How many elements of a name are open: closing tags of none are passed over at once. */
  const opened = new Map<string, number>()
  const close = (length: number) => {
    for (const { localName } of open.splice(length)) opened.set(localName!, opened.get(localName!)! - 1)
  }
  let nodes = 0
  const text = (from: number, to: number, isRaw = false) => {
    if (to <= from) return
    const data = html.slice(from, to)
    nodes++
    open.at(-1)!.append(new LightNode(undefined, isRaw ? data : decode(data)))
  }
  let at = 0
  while (at < html.length) {
    if (nodes > mostNodes) return null
    const tag = nextTag(html, at)
    text(at, tag?.start ?? html.length)
    if (!tag) break
    at = tag.end
    if (tag.name === null) continue
    if (tag.isClosing) {
      if (opened.get(tag.name)) close(open.findLastIndex((one) => one.localName === tag.name))
      else if (tag.name === 'br' || tag.name === 'p') open.at(-1)!.append(new LightNode(tag.name, undefined))
      continue
    }
    const ended = ends.get(tag.name)
    while (ended && open.length > 1 && ended.has(open.at(-1)!.localName!)) close(open.length - 1)
    const element = new LightNode(tag.name, undefined, attributesOf(tag.attributes, known, decode))
    nodes++
    open.at(-1)!.append(element)
    if (empty.has(tag.name)) continue
    open.push(element)
    opened.set(tag.name, (opened.get(tag.name) ?? 0) + 1)
    if (!verbatim.has(tag.name)) continue
    const end = endOfVerbatim(html, at, tag.name)
    text(at, end, tag.name !== 'title' && tag.name !== 'textarea')
    close(open.length - 1)
    at = end
  }
  return root
}

interface Tag {
  start: number
  end: number
  /** Null for comments and declarations. */
  name: string | null
  isClosing: boolean
  attributes: string
}

const nameOfTag = /<(\/?)([a-z][^\s/>]{0,80})/iy

/** The next tag or comment from a place on; a sign that opens none is text. */
function nextTag(html: string, from: number): Tag | null {
  for (let start = html.indexOf('<', from); start >= 0; start = html.indexOf('<', start + 1)) {
    const next = html[start + 1]
    if (next === '!' || next === '?') {
      const isComment = html.startsWith('<!--', start)
      const close = html.indexOf(isComment ? '-->' : '>', start + 2)
      return { start, end: close < 0 ? html.length : close + (isComment ? 3 : 1), name: null, isClosing: false, attributes: '' }
    }
    nameOfTag.lastIndex = start
    const found = nameOfTag.exec(html)
    if (!found) continue
    const after = start + found[0].length
    const end = endOfTag(html, after)
    return { start, end, name: found[2]!.toLowerCase(), isClosing: found[1] === '/', attributes: html.slice(after, end - 1) }
  }
  return null
}

/** Where a tag ends: at the first `>` outside of quotes that follow an equals sign. */
function endOfTag(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const code = html.charCodeAt(at)
    if (code === 62) return at + 1
    if (code !== 34 && code !== 39) continue
    if (!/=\s*$/.test(html.slice(Math.max(from, at - 8), at))) continue
    const close = html.indexOf(html[at]!, at + 1)
    if (close < 0) return html.length
    at = close
  }
  return html.length
}

function endOfVerbatim(html: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}[\\s/>]`, 'gi')
  closing.lastIndex = from
  return closing.exec(html)?.index ?? html.length
}

/** Elements of large pages are written alike by the thousand: their attributes are read once. */
function attributesOf(source: string, known: Map<string, Attributes>, decode: (text: string) => string): Attributes {
  if (source === '' || source === '/') return none
  const found = known.get(source)
  if (found) return found
  const attributes: string[] = []
  for (const [, name, quoted, single, bare] of source.matchAll(/([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    if (attributes.length >= 2 * mostAttributes) break
    attributes.push(name!.toLowerCase(), decode((quoted ?? single ?? bare ?? '').slice(0, longestValue)))
  }
  if (known.size < 10_000) known.set(source, attributes)
  return attributes
}
