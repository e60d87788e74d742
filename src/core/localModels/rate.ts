/** The rate is that of the last quarter of a minute, and is told after a second. */
const windowMs = 15_000
const firstMs = 1_000
const sampleMs = 200

/** How quickly bytes come in; what was there at the first sample does not count. Times are monotonic milliseconds. */
export function createRate(): { add(done: number, now: number): number | null } {
  let samples: { at: number; done: number }[] = []
  return {
    add: (done, now) => {
      const last = samples.at(-1)
      if (!last || now - last.at >= sampleMs) samples.push({ at: now, done })
      samples = samples.filter((sample, i) => now - sample.at <= windowMs || i === samples.length - 1)
      const first = samples[0]!
      return now - first.at < firstMs ? null : Math.round((done - first.done) / ((now - first.at) / 1_000))
    },
  }
}
