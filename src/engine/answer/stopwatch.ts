/** The times of the stages of an answer. */
export interface Stopwatch {
  /** Notes the time since the lap before. */
  lap(name: string): void
  /** Notes the time since the start. */
  note(name: string): void
  total(): Record<string, number>
}

/** Starts it; `clock` tells milliseconds from any start. */
export function startStopwatch(clock: () => number): Stopwatch {
  const started = clock()
  const timings: Record<string, number> = {}
  let last = started
  const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10
  return {
    lap(name) {
      timings[name] = rounded(clock() - last)
      last = clock()
    },
    note(name) {
      timings[name] = rounded(clock() - started)
    },
    total: () => ({ ...timings, total: rounded(clock() - started) }),
  }
}
