import { walkMarkup, type MarkupNode } from './walkMarkup'

/** Names of `meta` and `itemprop` that say when a page was first published, the surest first. */
const names = [
  'article:published_time',
  'datepublished',
  'og:article:published_time',
  'citation_publication_date',
  'dc.date.issued',
  'dcterms.issued',
  'dc.date',
  'dcterms.date',
  'sailthru.date',
  'parsely-pub-date',
  'publishdate',
  'pubdate',
  'publish-date',
  'date',
]

/** Longest block of linked data that is looked through, in characters. */
const longestData = 200_000

/** The day a web page says it was published, as `2026-11-21`; null where it does not say. What is no day of the calendar is not believed. */
export function publishedOn(document: MarkupNode): string | null {
  const said = new Map<string, string>()
  const note = (name: string, value: string | null | undefined) => {
    const day = dayOf(value)
    if (day && !said.has(name)) said.set(name, day)
  }
  walkMarkup(document, {
    enter(node) {
      const get = (name: string) => node.getAttribute?.(name) ?? null
      if (node.localName === 'meta') {
        const name = get('property') ?? get('name') ?? get('itemprop')
        if (name) note(name.toLowerCase(), get('content'))
      } else if (node.localName === 'time') {
        const isPublished = /datepublished/i.test(get('itemprop') ?? '') || get('pubdate') !== null
        if (isPublished) note('datepublished', get('datetime'))
      } else if (node.localName === 'script' && /ld\+json/i.test(get('type') ?? '')) {
        note('datepublished', /"datePublished"\s*:\s*"([^"]{4,40})"/.exec((node.firstChild?.data ?? '').slice(0, longestData))?.[1])
      }
      return true
    },
  })
  return names.map((name) => said.get(name)).find((day) => day !== undefined) ?? null
}

function dayOf(value: string | null | undefined): string | null {
  const found = /^\s*((?:19|20)\d\d)[-/](\d\d?)[-/](\d\d?)(?!\d)/.exec(value ?? '')
  if (!found) return null
  const day = [found[1], found[2]!.padStart(2, '0'), found[3]!.padStart(2, '0')].join('-')
  const read = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day) ? day : null
}
