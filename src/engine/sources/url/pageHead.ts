import { decodeEntities } from './entities'

/** What a web page says of itself. */
export interface PageHead {
  title: string | null
  /** Address the page calls its own, as it is written. */
  canonical: string | null
}

/** Attributes of one tag; a name that comes twice counts once, as in a browser. */
function attributesOf(tag: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name, quoted, single, bare] of tag.matchAll(/([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g)) {
    found[(name as string).toLowerCase()] ??= decodeEntities(quoted ?? single ?? bare ?? '')
  }
  return found
}

function oneLine(text: string): string {
  return decodeEntities(text.replace(/<[^>]{0,500}>/g, ''))
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .trim()
}

/** Longest tag, and most tags, that are looked at. */
const maxTag = 4_000
const maxTags = 300

/** What stands in the tags that speak of the page, in their order. One pass, whatever the page is made of. */
function metaTags(html: string): Record<string, string>[] {
  const tags = html.split('<').filter((piece) => /^(link|meta)[\s/]/i.test(piece))
  return tags.slice(0, maxTags).map((piece) => attributesOf(piece.slice(4, maxTag).split('>', 1)[0] as string))
}

function titleIn(html: string): string {
  const start = html.search(/<title[\s>]/i)
  if (start < 0) return ''
  const rest = html.slice(start, start + maxTag)
  const [text] = rest.slice(rest.indexOf('>') + 1).split(/<\/title/i, 1) as [string]
  return oneLine(text)
}

/** Title and canonical address of a web page, from its beginning; comments and scripts do not count. */
export function readPageHead(beginning: string): PageHead {
  const html = beginning.replace(/<!--[^]*?(?:-->|$)|<(script|style|svg)\b[^]*?(?:<\/\1\s*>|$)/gi, ' ')
  const tags = metaTags(html)
  const named = (name: string) => tags.find((tag) => (tag.property ?? tag.name)?.toLowerCase() === name)?.content
  const canonical = tags.find((tag) => tag.rel?.toLowerCase().split(/\s+/).includes('canonical'))?.href?.trim()
  return { title: titleIn(html) || oneLine(named('og:title') ?? '') || null, canonical: canonical || null }
}
