import type { Place } from '../../../contract/places'
import { type Command, exitCodes } from '../command'
import { allowFlags, exactly, oneOf, wholeNumber } from '../parseCommand'
import { readScope, scopeFlags } from '../readScope'

export const command: Command = {
  usage:
    'search NAME "QUERY" [--limit N] [--mode hybrid|keyword|vector] [--document D]… [--tag T]… [--kind K]… [--added DAYS] [--published DAYS] [--pages PAGES]',
  about: 'Find passages, best first',
  processJobs: false,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'limit', 'mode', ...scopeFlags)
    const [workspace, query] = exactly(words, ['The name of the workspace', 'The query']) as [string, string]
    const limit = wholeNumber(line.flags.limit, 'limit', 1)
    const mode = oneOf(line.flags.mode, 'mode', ['hybrid', 'keyword', 'vector'] as const)
    const found = await client.search.query({
      workspace,
      query,
      ...(limit ? { limit } : {}),
      ...(mode ? { mode } : {}),
      ...readScope(line),
    })
    const hits = found.hits.map(({ rank, document, name, page, place, text, score, lanes, boxes }) => ({
      rank,
      document,
      name,
      page,
      place,
      text,
      score,
      lanes,
      boxes,
    }))
    if (found.note) output.note(found.note)
    output.result({ hits, elapsedMs: found.elapsedMs, ...(found.note ? { note: found.note } : {}) }, () =>
      hits.length === 0
        ? ['Nothing found.']
        : hits.flatMap((hit) => [`${hit.rank}. ${hit.name}, ${readablePlace(hit.place, hit.page)}`, ...indent(hit.text), '']),
    )
    return exitCodes.done
  },
}

/** Where something stands, in words. */
export function readablePlace(place: Place, page: number): string {
  if (place.kind === 'section' && place.path.length > 0) return place.path.join(' › ')
  if (place.kind === 'lines') return place.from === place.to ? `line ${place.from}` : `lines ${place.from}–${place.to}`
  if (place.kind === 'cells') return `${place.sheet} ${place.range}`
  if (place.kind === 'time') return `at ${Math.floor(place.seconds / 60)}:${String(Math.floor(place.seconds % 60)).padStart(2, '0')}`
  return place.kind === 'part' ? place.part : `page ${page}`
}

function indent(text: string): string[] {
  return text.split('\n').map((one) => `   ${one}`)
}
