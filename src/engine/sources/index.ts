import type { Source } from '../source'

const found = import.meta.glob<Source>(['./*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'source' })

/** Every origin of documents that is fetched: one file of this folder each. */
export const sources: readonly Source[] = Object.values(found)

/** The source that is surest of an address; any page is one of `url`. */
export function sourceOf(url: URL): Source {
  const sorted = sources.map((source) => ({ source, sure: source.recognises(url) })).sort((a, b) => b.sure - a.sure)
  return (sorted[0] as { source: Source }).source
}
