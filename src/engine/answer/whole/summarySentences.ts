import type { Page } from '../../page'
import { tellingTokens } from '../../words'
import { onOneLine, sentencesOf } from '../sentences'

/** A sentence that says what much of its document says. */
export interface SummarySentence {
  page: number
  start: number
  end: number
  text: string
}

/** Sentences looked at; of a longer document every second, third … one. */
const mostSentences = 6_000
const shortest = 40
const longest = 420
/** What stands first on a page or below a heading tells more often what the rest is about. */
const leadWorth = 1.25

interface Candidate extends SummarySentence {
  terms: string[]
  worth: number
}

/**
 * The sentences that hold most of what a document is about, in its order. After SumBasic (Nenkova and Vanderwende 2005): a sentence is worth
 * the mean share of its words in the document, and words that were said count less from then on, by the square of their share.
 */
export function summarySentences(pages: readonly Page[], most: number): SummarySentence[] {
  const all = pages.flatMap(candidatesOn)
  const step = Math.ceil(all.length / mostSentences)
  const candidates = step > 1 ? all.filter((_one, i) => i % step === 0) : all
  const counts = new Map<string, number>()
  for (const { terms } of candidates) for (const term of new Set(terms)) counts.set(term, (counts.get(term) ?? 0) + 1)
  const share = new Map([...counts].map(([term, count]) => [term, count / candidates.length]))
  const chosen: Candidate[] = []
  while (chosen.length < most) {
    const best = bestOf(candidates, chosen, share)
    if (!best) break
    chosen.push(best)
    for (const term of best.terms) share.set(term, share.get(term)! ** 2)
  }
  return chosen.sort((a, b) => a.page - b.page || a.start - b.start).map(({ page, start, end, text }) => ({ page, start, end, text }))
}

function bestOf(candidates: readonly Candidate[], chosen: readonly Candidate[], share: ReadonlyMap<string, number>): Candidate | null {
  let best: Candidate | null = null
  let most = 0
  for (const candidate of candidates) {
    const sum = candidate.terms.reduce((total, term) => total + share.get(term)!, 0)
    const worth = (candidate.worth * sum) / Math.max(8, candidate.terms.length)
    if (worth > most && !chosen.some((one) => one.text === candidate.text)) [best, most] = [candidate, worth]
  }
  return best
}

function candidatesOn(page: Page): Candidate[] {
  const hidden = page.hidden ?? []
  const found: Candidate[] = []
  let isLead = true
  for (const { kind, start, end } of page.blocks) {
    if (kind === 'heading') isLead = true
    if (kind !== 'paragraph' && kind !== 'list') continue
    for (const sentence of sentencesOf(page.text.slice(start, end))) {
      const [from, to] = [start + sentence.start, start + sentence.end]
      const text = onOneLine(page.text.slice(from, to))
      const isSentence = text.length >= shortest && text.length <= longest && /\p{Ll}.*[.!?。！？]["”’)]?$/u.test(text)
      if (!isSentence || hidden.some((one) => one.start < to && one.end > from)) continue
      const terms = [...new Set(tellingTokens(text).map((token) => token.term))]
      if (terms.length >= 4) found.push({ page: page.page, start: from, end: to, text, terms, worth: isLead ? leadWorth : 1 })
      isLead = false
    }
  }
  return found
}
