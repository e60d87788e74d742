import type { Place } from '../../../contract/places'
import type { HitExplanation, SearchExplanation, SearchHit } from '../../../contract/search'
import { type Command, exitCodes } from '../command'
import { allowFlags, exactly, oneOf, wholeNumber } from '../parseCommand'
import { readScope, scopeFlags } from '../readScope'

export const command: Command = {
  usage:
    'search NAME "QUERY" [--limit N] [--mode hybrid|keyword|vector] [--explain] [--document D]… [--tag T]… [--kind K]… [--added DAYS] [--published DAYS] [--pages PAGES]',
  about: 'Find passages, best first',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'limit', 'mode', 'explain', ...scopeFlags)
    const [workspace, query] = exactly(words, ['The name of the workspace', 'The query']) as [string, string]
    const limit = wholeNumber(line.flags.limit, 'limit', 1)
    const mode = oneOf(line.flags.mode, 'mode', ['hybrid', 'keyword', 'vector'] as const)
    const found = await client.search.query({
      workspace,
      query,
      ...(limit ? { limit } : {}),
      ...(mode ? { mode } : {}),
      ...(line.flags.explain ? { explain: true } : {}),
      ...readScope(line),
    })
    const hits = found.hits.map(({ rank, document, name, page, place, text, score, lanes, boxes, explanation }) => ({
      rank,
      document,
      name,
      page,
      place,
      text,
      score,
      lanes,
      boxes,
      ...(explanation ? { explanation } : {}),
    }))
    if (found.note) output.note(found.note)
    if (found.correction && !found.correction.used) output.note(`Did you mean “${found.correction.query}”?`)
    const { elapsedMs, note, correction, explanation } = found
    output.result(
      { hits, elapsedMs, ...(note ? { note } : {}), ...(correction ? { correction } : {}), ...(explanation ? { explanation } : {}) },
      () => [
        ...(explanation ? [...explainedQuery(explanation), ''] : []),
        ...(hits.length === 0
          ? ['Nothing found.']
          : hits.flatMap((hit) => [
              `${hit.rank}. ${hit.name}, ${readablePlace(hit.place, hit.page)}`,
              ...(hit.explanation ? [`   ${explainedHit(hit, hit.explanation)}`] : []),
              ...indent(hit.text),
              '',
            ])),
      ],
    )
    return exitCodes.done
  },
}

/** How a query was understood, what the lanes brought and how long each stage took. */
function explainedQuery({ words, phrases, codes, excluded, others, found, weight, timings }: SearchExplanation): string[] {
  const parts: [string, readonly string[]][] = [
    ['words', words],
    ['phrases', phrases],
    ['codes', codes],
    ['without', excluded],
    ['also', others],
  ]
  return [
    ...parts.flatMap(([name, all]) => (all.length > 0 ? [`${name}: ${all.join(', ')}`] : [])),
    `candidates: ${found.keyword} by words, ${found.vector} by closeness, ${found.joined} together; share of closeness ${weight}`,
    `milliseconds: ${Object.entries(timings)
      .map(([stage, milliseconds]) => `${stage} ${milliseconds.toFixed(1)}`)
      .join(', ')}`,
  ]
}

function explainedHit({ score, lanes }: Pick<SearchHit, 'score' | 'lanes'>, { bm25, cosine, joined, features }: HitExplanation): string {
  const told = [
    `score ${score.toFixed(3)}`,
    `joined ${joined.toFixed(3)}`,
    lanes.keyword ? `words #${lanes.keyword.rank} (BM25 ${bm25.toFixed(2)})` : 'not by words',
    lanes.vector ? `closeness #${lanes.vector.rank}` : 'not by closeness',
    ...(cosine === null ? [] : [`cosine ${cosine.toFixed(3)}`]),
    ...Object.entries(features ?? {}).map(([name, { value, weight }]) => `${name} ${value.toFixed(2)} × ${weight}`),
  ]
  return told.join(' · ')
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
