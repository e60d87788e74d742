import { blankHidden } from '../formats/text/hiddenText'
import type { Page } from '../page'

/** Fewest letters a language is told from, and how many a page and a document are asked for. */
const leastLetters = 100
const samplePerPage = 1_200
const sampledPages = 8
/** Share of the letters above which a document is in a language. */
const leastShare = 0.6

/** Gathers what some pages of a document say, spread from its first to its last, and tells the language of most of it. */
export class LanguageSample {
  private readonly samples: string[] = []
  private readonly every: number

  constructor(pages: number) {
    this.every = Math.max(1, Math.floor(pages / sampledPages))
  }

  /** To be shown every page, `index` from 0. */
  add(page: Page, index: number): void {
    const wanted = this.samples.length < sampledPages && (index % this.every === 0 || this.samples.length === 0)
    const sample = wanted ? proseOf(page) : ''
    if (countLetters(sample) >= 40) this.samples.push(sample)
  }

  /** ISO 639-1 code of the language most of it is in; undefined where that cannot be told. */
  async language(): Promise<string | undefined> {
    const letters = this.samples.map(countLetters)
    const all = letters.reduce((sum, count) => sum + count, 0)
    if (all < leastLetters) return undefined
    const { eld } = await import('eld/extrasmall')
    const votes = new Map<string, number>()
    for (const [i, sample] of this.samples.entries()) {
      const { language, isReliable } = eld.detect(sample)
      if (language && isReliable()) votes.set(language, (votes.get(language) ?? 0) + letters[i]!)
    }
    const [first] = [...votes].sort((a, b) => b[1] - a[1])
    return first && first[1] > all * leastShare ? first[0] : undefined
  }
}

/** The words of a page that are written in a language: no code, no addresses, nothing hidden; from its middle where it is long. */
function proseOf(page: Page): string {
  const text = blankHidden(page)
  const parts: string[] = []
  let length = 0
  const from = text.length > 4 * samplePerPage ? text.length / 3 : 0
  for (const { kind, start, end } of page.blocks) {
    if (kind === 'code' || end < from) continue
    const at = Math.max(start, Math.min(from, end))
    const part = plainWords(text.slice(at, Math.min(end, at + samplePerPage)))
    parts.push(part)
    length += part.length
    if (length >= samplePerPage) break
  }
  return parts.join('\n').slice(0, samplePerPage)
}

function plainWords(text: string): string {
  return text.replace(/\S*(?:https?:|www\.|@|\/\/)\S*|<[^>\n]{0,200}>|[|#*_`~=\d\\[\]{}()<>]+/g, ' ').replace(/[ \t]+/g, ' ')
}

function countLetters(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0
}
