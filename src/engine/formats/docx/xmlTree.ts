import { isUtf8 } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../../contract/errors'
import { prefixOf } from './xmlNames'

/** An element with the usual prefix of its name space (`w:p`, `a:t`, `text:h`), whatever prefix the file gives it. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: XmlNode[]
}

export type XmlNode = XmlElement | string

export interface XmlVisitor {
  /** Whether an element is entered, so that its children are told one by one, or else told as a whole. */
  enters(element: XmlElement, depth: number): boolean
  enter?(element: XmlElement): void
  leave?(element: XmlElement): void
  whole(element: XmlElement): void
}

/** Nobody nests deeper, and whoever reads a tree by calling himself must not run out of stack. */
const maxDepth = 300
const maxEnteredDepth = 100_000
const pieceBytes = 64 * 1024
/** After as much, others may have their turn: a part can take seconds, and may be cancelled. */
const breathBytes = 2 * 1024 * 1024

/**
 * Reads an XML part piece by piece, so that only what is told as a whole is in memory as a tree. No document type is read, nothing is fetched.
 * Throws DOCUMENT_CORRUPT (no well-formed XML, a document type that declares things), DOCUMENT_TOO_DEEP.
 */
export async function readXml(
  bytes: Buffer,
  visitor: XmlVisitor,
  { part = 'a part', signal }: { part?: string; signal?: AbortSignal } = {},
): Promise<void> {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  const builder = new TreeBuilder(visitor)
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[') || !/^\s*[\w:.-]+\s+(PUBLIC|SYSTEM)\s/.test(doctype) || !part.endsWith('manifest.xml'))
      throw new AppError('DOCUMENT_CORRUPT', `${part} declares a document type, which office documents never do: it is not read.`)
  })
  parser.on('opentag', (tag) => builder.open(tag.name, tag.attributes))
  parser.on('closetag', () => builder.close())
  parser.on('text', (text) => builder.text(text))
  parser.on('cdata', (text) => builder.text(text))
  try {
    const decoder = new TextDecoder(encodingOf(bytes))
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      parser.write(decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: at + pieceBytes < bytes.length }))
      if (at % breathBytes === breathBytes - pieceBytes) await setImmediate()
      signal?.throwIfAborted()
    }
    parser.close()
  } catch (error) {
    if (signal?.aborted || error instanceof AppError) throw error
    throw new AppError('DOCUMENT_CORRUPT', `${part} is damaged inside: open the document in its own program and save it anew.`, {
      cause: error,
    })
  }
}

/** A whole XML part as a tree. Throws what readXml throws. */
export async function parseXml(bytes: Buffer, options: { part?: string } = {}): Promise<XmlElement> {
  let root: XmlElement = { name: '', attributes: {}, children: [] }
  await readXml(bytes, { enters: () => false, whole: (element) => void (root = element) }, options)
  return root
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le'
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be'
  const declared = /^(?:\ufeff|ï»¿)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(bytes.toString('latin1', 0, 256))?.[1] ?? 'utf-8'
  // Some programs declare what they do not write.
  if (/^utf-?8$/i.test(declared) || /^(utf|ucs)-?(16|32)/i.test(declared) || isUtf8(bytes)) return 'utf-8'
  try {
    return new TextDecoder(declared).encoding
  } catch {
    return 'utf-8'
  }
}

type Prefixes = ReadonlyMap<string, string>

/** Noncharacters that mark hidden text in what is read; in a file they mean nothing. */
const marks = /[\ufdd0-\ufdef]/g

class TreeBuilder {
  private readonly visitor: XmlVisitor
  /** Elements entered, then the elements of the tree being built. */
  private readonly stack: XmlElement[] = []
  private treeFrom = -1
  /** Usual prefixes by those of the file, for each element that declares some; only of what the file calls differently. */
  private scopes: { depth: number; prefixes: Prefixes }[] = []

  constructor(visitor: XmlVisitor) {
    this.visitor = visitor
  }

  open(rawName: string, rawAttributes: Readonly<Record<string, string>>): void {
    this.declare(rawAttributes)
    const element: XmlElement = { name: this.usual(rawName), attributes: this.attributes(rawAttributes), children: [] }
    const depth = this.stack.length
    if (this.treeFrom < 0) {
      if (depth < maxEnteredDepth && this.visitor.enters(element, depth)) this.visitor.enter?.(element)
      else this.treeFrom = depth
    } else {
      if (depth - this.treeFrom > maxDepth)
        throw new AppError('DOCUMENT_TOO_DEEP', 'The document nests its parts deeper than can be read: save it anew.')
      this.stack.at(-1)!.children.push(element)
    }
    this.stack.push(element)
  }

  close(): void {
    const element = this.stack.pop()!
    if (this.scopes.at(-1)?.depth === this.stack.length) this.scopes.pop()
    if (this.treeFrom < 0) this.visitor.leave?.(element)
    else if (this.stack.length === this.treeFrom) {
      this.treeFrom = -1
      this.visitor.whole(element)
    }
  }

  text(text: string): void {
    if (this.treeFrom >= 0) this.stack.at(-1)!.children.push(text.replace(marks, ''))
  }

  private declare(attributes: Readonly<Record<string, string>>): void {
    let prefixes: Map<string, string> | null = null
    for (const name in attributes) {
      if (!name.startsWith('xmlns')) continue
      const own = name.slice(6)
      const usual = prefixOf(attributes[name]!)
      const before = this.scopes.at(-1)?.prefixes
      if (usual === undefined || (usual === own && !before?.has(own))) continue
      prefixes ??= new Map(before)
      if (usual === own) prefixes.delete(own)
      else prefixes.set(own, usual)
    }
    if (prefixes) this.scopes.push({ depth: this.stack.length, prefixes })
  }

  private usual(name: string): string {
    const scope = this.scopes.at(-1)
    if (!scope) return name
    const colon = name.indexOf(':')
    const prefix = scope.prefixes.get(colon < 0 ? '' : name.slice(0, colon))
    if (prefix === undefined) return name
    return prefix === '' ? name.slice(colon + 1) : `${prefix}:${name.slice(colon + 1)}`
  }

  private attributes(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (this.scopes.length === 0) return attributes
    const renamed: Record<string, string> = {}
    for (const name in attributes) renamed[name.includes(':') ? this.usual(name) : name] = attributes[name]!
    return renamed
  }
}
