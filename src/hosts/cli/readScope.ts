import { type Days, documentKinds, type Pages, type Scope } from '../../contract/scope'
import { type CommandLine, type Flag, oneOf, usage } from './parseCommand'

/** The flags that limit what is searched or asked. */
export const scopeFlags = ['document', 'kind', 'tag', 'added', 'published', 'pages'] as const satisfies readonly Flag[]

/** What a command line limits a search or a question to. Throws BAD_REQUEST for days and pages that are none. */
export function readScope({ flags }: CommandLine): Scope {
  const { document: documents, tag: tags, kind, added, published, pages } = flags
  return {
    ...(documents ? { documents } : {}),
    ...(tags ? { tags } : {}),
    ...(kind ? { kinds: kind.map((one) => oneOf(one, 'kind', documentKinds)!) } : {}),
    ...(added === undefined ? {} : { added: daysOf(added, 'added') }),
    ...(published === undefined ? {} : { published: daysOf(published, 'published') }),
    ...(pages === undefined ? {} : { pages: pagesOf(pages) }),
  }
}

/** One day, or the first and the last with two dots between, either of which may be left out. */
function daysOf(value: string, flag: Flag): Days {
  const range = rangeOf(value, /^\d{4}-\d{2}-\d{2}$/)
  if (!range) throw usage(`--${flag} takes a day or days, such as 2026-11-21, 2026-01-01..2026-06-30 or 2026-01-01.., not “${value}”.`)
  return range
}

function pagesOf(value: string): Pages {
  const range = rangeOf(value.replace(/^(\d+)-(\d+)$/, '$1..$2'), /^[1-9]\d{0,6}$/)
  if (!range) throw usage(`--pages takes a page or pages, such as 12, 3..8 or 40.., not “${value}”.`)
  return {
    ...(range.from ? { from: Number(range.from) } : {}),
    ...(range.to ? { to: Number(range.to) } : {}),
  }
}

function rangeOf(value: string, part: RegExp): { from?: string; to?: string } | null {
  const parts = value.split('..')
  const [from = '', to = from] = parts
  const isRange = parts.length <= 2 && (from !== '' || to !== '') && [from, to].every((one) => one === '' || part.test(one))
  return isRange ? { ...(from ? { from } : {}), ...(to ? { to } : {}) } : null
}
