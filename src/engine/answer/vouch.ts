import type { Citation, Claim } from '../../contract/chat'
import type { SearchHit } from '../../contract/search'
import type { Place, Span } from '../../contract/places'
import type { Page } from '../page'
import type { CitedAnswer, CitedClaim } from './cite'
import { placeOf } from './pages'
import { bestQuote, findOnPages, type FoundQuote, type Quote, spansWithin } from './quote'
import { supportOf } from './verify'

/** Quotes of one passage for several claims become one when it is no longer than this. */
const longestJointQuote = 500

export interface VouchContext {
  readPage: (document: string, page: number) => Promise<Page | null>
}

interface Chosen {
  n: number
  quote: Quote
  found: FoundQuote | null
}

/** The claims of an answer, each with whether a quote that supports it stands on a cited page, and the citations they use. */
export async function vouchedFor(
  { claims }: CitedAnswer,
  cited: ReadonlyMap<number, SearchHit>,
  { readPage }: VouchContext,
): Promise<{ claims: Claim[]; citations: Citation[] }> {
  const pages = pageReader(readPage)
  const chosen = new Map<number, Chosen[]>()
  const vouched: { claim: Claim; quotes: Chosen[] }[] = []
  for (const claim of claims) {
    const quotes: Chosen[] = []
    for (const n of claim.numbers) {
      const one = await quoteOf(claim, n, cited.get(n)!, pages)
      if (one) quotes.push(one)
    }
    for (const one of quotes) chosen.set(one.n, [...(chosen.get(one.n) ?? []), one])
    if (claim.shown) continue
    vouched.push({ claim: { text: claim.text, citations: claim.numbers, verified: isVerified(claim, quotes, cited) }, quotes })
  }
  const used = [...new Set(claims.flatMap((claim) => claim.numbers))].sort((a, b) => a - b)
  const citations = await Promise.all(used.map((n) => citationOf(n, cited.get(n)!, chosen.get(n) ?? [], pages)))
  const withQuotes = vouched.map(async ({ claim, quotes }) => {
    const own = await ownQuotes(quotes, citations, { cited, pages })
    return own.length > 0 ? { ...claim, quotes: own } : claim
  })
  return { claims: await Promise.all(withQuotes), citations }
}

/** The quotes of one claim, where the citation shows another span because other claims share its number. */
async function ownQuotes(
  quotes: readonly Chosen[],
  citations: readonly Citation[],
  { cited, pages }: { cited: ReadonlyMap<number, SearchHit>; pages: PageReader },
): Promise<Citation[]> {
  const own = await Promise.all(quotes.filter((one) => one.found).map((one) => citationOf(one.n, cited.get(one.n)!, [one], pages)))
  return own.filter((one) => !citations.some((shared) => shared.n === one.n && shared.quote === one.quote && shared.page === one.page))
}

/** One quote supports the claim, or all of those found do together. */
function isVerified(claim: CitedClaim, quotes: readonly Chosen[], cited: ReadonlyMap<number, SearchHit>): boolean {
  const found = quotes.filter((one) => one.found)
  if (found.some((one) => one.quote.supported)) return true
  if (found.length < 2) return false
  const background = found.map((one) => cited.get(one.n)!.name).join('\n')
  return supportOf(claim.text, found.map((one) => one.quote.text).join('\n'), { background }).supported
}

async function quoteOf(claim: CitedClaim, n: number, hit: SearchHit, pages: PageReader): Promise<Chosen | null> {
  const quote = bestQuote(claim.text, hit.text, backgroundOf(hit))
  if (!quote) return null
  const spans = spansWithin(hit.spans, quote)
  return { n, quote, found: findOnPages(quote.text, spans, await pages(hit.document, spans)) }
}

/** What the document is called and the headings above the passage: they may give names to what it says. */
export function backgroundOf({ name, place }: SearchHit): string {
  return place.kind === 'section' ? [name, ...place.path].join('\n') : name
}

/** The citation shows the quote of its claims; the whole passage where none was found. */
async function citationOf(n: number, hit: SearchHit, chosen: readonly Chosen[], pages: PageReader): Promise<Citation> {
  const { document, name, place } = hit
  const quote = await jointQuote(hit, chosen, pages)
  const { text, spans, boxes } = quote ?? { text: hit.text, spans: hit.spans, boxes: hit.boxes }
  const page = spans[0]?.page ?? hit.page
  return {
    n,
    document,
    name,
    page,
    place: quote ? placeOfQuote(place, spans, await pages(document, spans)) : place,
    quote: text,
    boxes,
    spans,
  }
}

/** The cells, lines or moment of the quote itself, where the passage is longer. */
function placeOfQuote(place: Place, spans: readonly Span[], pages: ReadonlyMap<number, Page>): Place {
  if (place.kind !== 'cells' && place.kind !== 'lines' && place.kind !== 'time') return place
  const slices = spans.flatMap(({ page, start, end }) => (pages.has(page) ? [{ page: pages.get(page)!, start, end }] : []))
  if (slices.length === 0) return place
  const own = placeOf(place.kind, [], slices)
  if (own.kind === 'cells' && place.kind === 'cells') return { ...place, range: own.range }
  return own.kind === place.kind ? own : place
}

async function jointQuote(hit: SearchHit, chosen: readonly Chosen[], pages: PageReader): Promise<FoundQuote | null> {
  const found = chosen.filter((one) => one.found)
  const best = found.toSorted((a, b) => Number(b.quote.supported) - Number(a.quote.supported) || b.quote.score - a.quote.score)[0]
  if (!best) return null
  const start = Math.min(...found.map((one) => one.quote.start))
  const end = Math.max(...found.map((one) => one.quote.end))
  if (found.length === 1 || end - start > longestJointQuote) return best.found
  const spans = spansWithin(hit.spans, { start, end })
  return findOnPages(hit.text.slice(start, end), spans, await pages(hit.document, spans)) ?? best.found
}

type PageReader = (document: string, spans: readonly { page: number }[]) => Promise<Map<number, Page>>

/** Reads each page once; one that cannot be read is as good as gone. */
function pageReader(readPage: VouchContext['readPage']): PageReader {
  const kept = new Map<string, Promise<Page | null>>()
  return async (document, spans) => {
    const pages = new Map<number, Page>()
    for (const { page } of spans) {
      const key = `${document}\0${page}`
      if (!kept.has(key))
        kept.set(
          key,
          readPage(document, page).catch(() => null),
        )
      const read = await kept.get(key)
      if (read) pages.set(page, read)
    }
    return pages
  }
}
