/** The rate is that of the last quarter of a minute. */
const windowMs = 15_000
/** Pages read within this time are one sample. */
const sampleMs = 100
/** A rate is told after this long, so that the first page does not make it. */
const rateAfterMs = 1_000
/** How long is left is told when this much was seen: the first pages come while readers still start, or are those of a scan. */
const etaAfterMs = 8_000
const etaAfterPages = 10
/** A job that is this far on by then tells at once. */
const etaAfterShare = 0.25

interface PaceFigures {
  pagesPerSecond: number | null
  etaMs: number | null
}

/** How quickly the pages of a job are read, and how long the rest will take. Times are monotonic milliseconds. */
export interface Pace {
  add(at: number): void
  at(now: number, pages: { done: number; left: number }): PaceFigures
}

/** Before a page was read. */
export const noPace: PaceFigures = { pagesPerSecond: null, etaMs: null }

export function createPace(): Pace {
  let samples: { at: number; pages: number }[] = []
  let started: number | null = null
  let seen = 0
  return {
    add: (at) => {
      started ??= at
      seen += 1
      const last = samples.at(-1)
      if (last && at - last.at < sampleMs) last.pages += 1
      else samples.push({ at, pages: 1 })
    },
    at: (now, { done, left }) => {
      samples = samples.filter((sample) => now - sample.at <= windowMs)
      const first = samples[0]
      if (!first || started === null || samples.length < 2 || now - started < rateAfterMs) return noPace
      const rate = samples.reduce((sum, sample) => sum + sample.pages, 0) / (Math.max(now - first.at, 1) / 1_000)
      const isKnown = now - started >= etaAfterMs && seen >= etaAfterPages
      const isFarOn = done > 0 && done / (done + left) >= etaAfterShare
      return { pagesPerSecond: Math.round(rate * 10) / 10, etaMs: isKnown || isFarOn ? Math.round((left / rate) * 1_000) : null }
    },
  }
}
