import { boxesOf, spansOf } from './schema'
import type { Reranked } from './rerank'

/** A passage shown, with the neighbours that were found too and stand in it now. */
export interface Arranged {
  hit: Reranked
  /** Passages of one document that follow each other, in its order; the hit is one of them. */
  run: Reranked[]
}

export interface Arrangement {
  limit: number
  /** Passages of one document that are shown before those of others have been; 0: as many as there are. */
  perDocument: number
  /** Whether passages that follow each other are shown as one, in the place of the best. */
  neighbours: boolean
}

/** Passages joined at most: more would be a page, and hide what was found. */
const longestRun = 3

/** What is shown of the passages found, best first. */
export function arrange(ranked: readonly Reranked[], { limit, perDocument, neighbours }: Arrangement): Arranged[] {
  const shown: Arranged[] = []
  const later: Arranged[] = []
  const counts = new Map<unknown, number>()
  for (const hit of ranked) {
    if (shown.length >= limit && !neighbours) break
    const run = neighbours ? runBeside(hit, [...shown, ...later]) : undefined
    if (run) {
      insert(run, hit)
      continue
    }
    if (shown.length >= limit) continue
    const document = hit.candidate.read('document')
    const count = counts.get(document) ?? 0
    counts.set(document, count + 1)
    ;(perDocument > 0 && count >= perDocument ? later : shown).push({ hit, run: [hit] })
  }
  return [...shown, ...later].slice(0, limit)
}

/** The passage shown that this one goes on with, or that goes on with it. */
function runBeside(hit: Reranked, shown: readonly Arranged[]): Arranged | undefined {
  const [document, ordinal] = [hit.candidate.read('document'), hit.candidate.read('ordinal') as number]
  return shown.find(({ run }) => {
    if (run.length >= longestRun || run[0]!.candidate.read('document') !== document) return false
    const [first, last] = [run[0]!, run.at(-1)!].map((one) => one.candidate.read('ordinal') as number)
    return (ordinal === first! - 1 && !overlap(hit, run[0]!)) || (ordinal === last! + 1 && !overlap(run.at(-1)!, hit))
  })
}

function insert({ run }: Arranged, hit: Reranked): void {
  const before = (hit.candidate.read('ordinal') as number) < (run[0]!.candidate.read('ordinal') as number)
  if (before) run.unshift(hit)
  else run.push(hit)
}

/** Cut with an overlap, two passages would say the same words twice. */
function overlap(one: Reranked, next: Reranked): boolean {
  const [last, first] = [spansOf(one.candidate.read('spans') as string).at(-1), spansOf(next.candidate.read('spans') as string)[0]]
  return last !== undefined && first !== undefined && last.page === first.page && first.start < last.end
}

/** Text, spans and boxes of a run as one passage has them. */
export function joinedRun(run: readonly Reranked[]) {
  const read = (name: string) => run.map(({ candidate }) => candidate.read(name) as string)
  return { text: read('text').join('\n\n'), spans: read('spans').flatMap(spansOf), boxes: read('boxes').flatMap(boxesOf) }
}
