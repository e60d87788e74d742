import { readFile, stat } from 'node:fs/promises'
import { constants, inflateRawSync, inflateSync } from 'node:zlib'

/*
 * Whether a page that both readers find blank has a description that neither could unpack. Readers pass over a damaged stream in
 * silence; here it is looked for in the bytes of the file.
 */

/** An object of a PDF: its number and generation. */
export interface PdfReference {
  num: number
  gen: number
}

const mostBytes = 64 * 2 ** 20
const mostStreams = 20
const mostUnpacked = 1_000_000
const knownFilters =
  /^(?:FlateDecode|Fl|LZWDecode|LZW|ASCIIHexDecode|AHx|ASCII85Decode|A85|RunLengthDecode|RL|CCITTFaxDecode|CCF|DCTDecode|DCT|JPXDecode|JBIG2Decode|BrotliDecode|Crypt)$/

/** The objects of a file as they stand in its bytes; none where it is encrypted or larger than 64 MB. */
export class PdfContents {
  private readonly path: string
  private source: Promise<string> | null = null

  constructor(path: string) {
    this.path = path
  }

  /** Whether a page names a description that is missing or does not unpack; false also where the bytes do not tell. */
  async isLost(page: PdfReference): Promise<boolean> {
    const source = await (this.source ??= this.load())
    const contents = /\/Contents\s*(\[[^\]]*\]|\d+\s+\d+\s+R)/.exec(objectIn(source, page) ?? '')?.[1]
    return referencesIn(contents ?? '').some((reference) => isLostStream(source, reference))
  }

  private async load(): Promise<string> {
    if ((await stat(this.path)).size > mostBytes) return ''
    const source = (await readFile(this.path)).toString('latin1')
    return source.includes('/Encrypt') ? '' : source
  }
}

/** The last object of this number, which is the one that holds; null where there is none in plain sight. */
function objectIn(source: string, { num, gen }: PdfReference): string | null {
  const name = `${num} ${gen} obj`
  for (let at = source.lastIndexOf(name); at >= 0; at = at === 0 ? -1 : source.lastIndexOf(name, at - 1)) {
    if (at > 0 && /\d/.test(source[at - 1]!)) continue
    const end = source.indexOf('endobj', at)
    return source.slice(at + name.length, end < 0 ? undefined : end)
  }
  return null
}

function referencesIn(text: string): PdfReference[] {
  return [...text.matchAll(/(\d{1,9})\s+(\d{1,5})\s+R/g)]
    .slice(0, mostStreams)
    .map(([, num, gen]) => ({ num: Number(num), gen: Number(gen) }))
}

function isLostStream(source: string, reference: PdfReference): boolean {
  const object = objectIn(source, reference)
  // An array of streams may lie in an object stream; a stream never does.
  if (object === null) return !source.includes('/ObjStm')
  const [, dictionary, start] = /^([^]*?>>)\s*stream(\r?\n)/.exec(object) ?? []
  if (dictionary === undefined || start === undefined) return false
  const from = object.indexOf('stream', dictionary.length) + 'stream'.length + start.length
  const end = object.lastIndexOf('endstream')
  const bytes = Buffer.from(object.slice(from, end < from ? undefined : end), 'latin1')
  const filters = filtersOf(dictionary)
  if (filters.some((filter) => !knownFilters.test(filter))) return true
  if (filters.length === 0 || bytes.toString('latin1').trim() === '') return false
  return filters.length === 1 && filters[0]!.startsWith('Fl') ? !inflates(bytes) : isForeign(bytes.toString('latin1'), filters[0]!)
}

/** Whether packed bytes cannot be what their filter packs; what it does not check counts as right. */
function isForeign(bytes: string, filter: string): boolean {
  if (/^(?:ASCIIHexDecode|AHx)$/.test(filter)) return /[^\s\0\da-fA-F]/.test(bytes.split('>')[0]!)
  // Signs from ! to u, z for zeros, and an end of its own.
  if (/^(?:ASCII85Decode|A85)$/.test(filter)) return /[^\s\0!-uz]/.test(bytes.trim().replace(/^<~/, '').split('~')[0]!)
  // By the format its first code of nine bits is the one that clears the table.
  return /^(?:LZWDecode|LZW)$/.test(filter) && (bytes.charCodeAt(0) !== 0x80 || bytes.charCodeAt(1) > 0x7f)
}

function filtersOf(dictionary: string): string[] {
  const value = /\/Filter\s*(\[[^\]]*\]|\/[^\s/<>[\]]+)/.exec(dictionary)?.[1] ?? ''
  return [...value.matchAll(/\/([^\s/<>[\]]+)/g)].map(([, name]) => name!)
}

/** Whether deflated bytes give all they hold, or nothing but white space; a missing checksum costs no word. */
function inflates(bytes: Buffer): boolean {
  try {
    const begun = inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostUnpacked })
    return begun.toString('latin1').trim() === '' || isWhole(bytes.subarray(2))
  } catch (error) {
    return isTooLarge(error)
  }
}

/** Whether deflated bytes, without their head of two, come to an end. */
function isWhole(bytes: Buffer): boolean {
  try {
    inflateRawSync(bytes, { maxOutputLength: mostUnpacked })
    return true
  } catch (error) {
    return isTooLarge(error)
  }
}

function isTooLarge(error: unknown): boolean {
  return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
}
