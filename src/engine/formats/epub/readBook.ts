import { AppError } from '../../../contract/errors'
import type { OfficePackage } from '../docx/officePackage'
import { parseMarkup } from '../html/parseMarkup'
import { textOf, walkMarkup, type MarkupNode } from '../html/walkMarkup'
import { decodeText } from '../text/decodeText'
import { detectEncoding } from '../text/detectEncoding'

/** What a book says of itself: its title and its chapters in the order they are read. */
export interface Book {
  title: string
  /** Names of the parts that hold the text. */
  chapters: string[]
  /** Titles from the table of contents, by the part they begin in. */
  titles: ReadonlyMap<string, ChapterTitle[]>
  /** Names of chapters that the book lists and that are not in it. */
  missing: string[]
}

export interface ChapterTitle {
  /** Id of the element it stands above; '' for the beginning of the part. */
  at: string
  title: string
  /** 1 is the highest. */
  level: number
}

interface Context {
  signal: AbortSignal
}

/** Longest table of contents, in entries. */
const mostTitles = 20_000

/**
 * Reads how a book is put together. Where it does not say, its pages are its chapters in the order of the archive.
 * Throws FORMAT_UNSUPPORTED (protected against copying), and what reading its parts throws.
 */
export async function readBook(archive: OfficePackage, context: Context): Promise<Book> {
  await refuseProtected(archive, context)
  const description = await descriptionOf(archive, context)
  if (!description) return { title: '', chapters: pagesIn(archive), titles: new Map(), missing: [] }
  const { name, document } = description
  const items = new Map<string, { href: string; type: string; properties: string }>()
  const order: string[] = []
  let title = ''
  walkMarkup(document, {
    enter(node) {
      const get = (attribute: string) => node.getAttribute?.(attribute) ?? ''
      const kind = localName(node)
      if (kind === 'item')
        items.set(get('id'), { href: resolve(name, get('href')), type: get('media-type'), properties: get('properties') })
      else if (kind === 'itemref') order.push(get('idref'))
      else if (node.localName?.endsWith(':title') && title === '') title = textOf(node).replace(/\s+/g, ' ').trim()
      return true
    },
  })
  const isContents = ({ properties }: { properties: string }) => properties.split(/\s+/).includes('nav')
  const listed = order
    .map((id) => items.get(id) ?? { href: id, type: '', properties: '' })
    .filter((item) => /html|xml/.test(item.type || 'html') && !isContents(item))
    .map(({ href }) => href)
  const chapters = listed.filter((href) => archive.has(href))
  const missing = [...new Set(listed.filter((href) => !archive.has(href)))]
  const contents = [...items.values()].find(isContents) ?? [...items.values()].find(({ type }) => type === 'application/x-dtbncx+xml')
  const titles = contents && archive.has(contents.href) ? await titlesIn(archive, contents.href, context).catch(ignoreDamage) : new Map()
  return { title, chapters: chapters.length > 0 ? [...new Set(chapters)] : pagesIn(archive), titles, missing }
}

/** The text of a part, whatever encoding it is in. */
export async function textOfPart(archive: OfficePackage, name: string, context: Context): Promise<string> {
  const bytes = await archive.requiredPart(name, context)
  const declared = /<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})/i.exec(bytes.subarray(0, 400).toString('latin1'))?.[1] ?? null
  const encoding = detectEncoding(bytes.subarray(0, 64 * 1024), bytes.length <= 64 * 1024)
  return decodeText(bytes, encoding ?? 'utf-8', declared && !/^utf/i.test(declared) ? declared : null)
}

/** A table of contents that cannot be read costs titles, not the book. */
function ignoreDamage(error: unknown): Map<string, ChapterTitle[]> {
  if (error instanceof AppError && error.code !== 'DOCUMENT_TOO_LARGE') return new Map()
  throw error
}

async function descriptionOf(archive: OfficePackage, context: Context): Promise<{ name: string; document: MarkupNode } | null> {
  const named = archive.has('META-INF/container.xml') ? await rootFile(archive, context) : null
  const name = named && archive.has(named) ? named : archive.names().find((one) => one.toLowerCase().endsWith('.opf'))
  if (!name) return null
  return { name, document: await parseMarkup(await textOfPart(archive, name, context)) }
}

async function rootFile(archive: OfficePackage, context: Context): Promise<string | null> {
  let found: string | null = null
  walkMarkup(await parseMarkup(await textOfPart(archive, 'META-INF/container.xml', context)), {
    enter(node) {
      if (localName(node) === 'rootfile') found ??= node.getAttribute?.('full-path') ?? null
      return true
    },
  })
  return found
}

/** Fonts may be disguised, which nobody minds; encrypted chapters open only in the program of the shop. */
async function refuseProtected(archive: OfficePackage, context: Context): Promise<void> {
  if (!archive.has('META-INF/encryption.xml')) return
  let hidden = 0
  let algorithm = ''
  walkMarkup(await parseMarkup(await textOfPart(archive, 'META-INF/encryption.xml', context)), {
    enter(node) {
      const kind = localName(node)
      if (kind === 'encryptionmethod') algorithm = node.getAttribute?.('Algorithm') ?? ''
      if (
        kind === 'cipherreference' &&
        !/embedding|pdf\/enc#RC/.test(algorithm) &&
        !/\.(ttf|otf|woff2?)$/i.test(node.getAttribute?.('URI') ?? '')
      )
        hidden++
      return true
    },
  })
  if (hidden > 0)
    throw new AppError(
      'FORMAT_UNSUPPORTED',
      'This e-book is protected against copying (DRM), so that only the program of the shop it comes from can open it: ask the shop for a copy without protection.',
    )
}

async function titlesIn(archive: OfficePackage, name: string, context: Context): Promise<Map<string, ChapterTitle[]>> {
  const titles = new Map<string, ChapterTitle[]>()
  let count = 0
  const add = (href: string, title: string, level: number) => {
    const [part = '', at = ''] = href.split('#', 2)
    const key = resolve(name, part).toLowerCase()
    const plain = title.replace(/\s+/g, ' ').trim().slice(0, 300)
    if (plain === '' || ++count > mostTitles) return
    const known = titles.get(key)
    const entry = { at: unescaped(at), title: plain, level: Math.min(Math.max(1, level), 6) }
    if (known) known.push(entry)
    else titles.set(key, [entry])
  }
  let depth = 0
  let label = ''
  let isContents = false
  walkMarkup(await parseMarkup(await textOfPart(archive, name, context)), {
    enter(node) {
      const kind = localName(node)
      if (kind === 'nav') isContents = /toc/.test(node.getAttribute?.('epub:type') ?? node.getAttribute?.('role') ?? 'toc')
      if (kind === 'navpoint' || (kind === 'ol' && isContents)) depth++
      else if (kind === 'navlabel') label = textOf(node)
      else if (kind === 'content' && depth > 0) add(node.getAttribute?.('src') ?? '', label, depth)
      else if (kind === 'a' && isContents) add(node.getAttribute?.('href') ?? '', textOf(node), depth)
      return true
    },
    leave(node) {
      const kind = localName(node)
      if (kind === 'navpoint' || (kind === 'ol' && isContents)) depth--
      if (kind === 'nav') isContents = false
    },
  })
  return titles
}

function localName({ localName: name = '' }: MarkupNode): string {
  return name.slice(name.indexOf(':') + 1)
}

function pagesIn(archive: OfficePackage): string[] {
  return archive.names().filter((name) => /\.x?html?$/i.test(name) && !/(^|\/)(nav|toc)\.x?html?$/i.test(name))
}

/** Name of the part that a reference within another leads to; parts lie in the archive alone, wherever the reference points. */
function resolve(from: string, reference: string): string {
  const steps = reference.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const step of unescaped(reference.split('#')[0]!).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

function unescaped(reference: string): string {
  try {
    return decodeURIComponent(reference)
  } catch {
    return reference
  }
}
