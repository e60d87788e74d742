import { isAppError } from '../../../../contract/errors'
import type { Format } from '../../../format'
import { readFile } from './officeFile'

/** Reads damaged copies of a file for some time; every one must give text or an error of the closed list. Returns how many were read. */
export async function readMutants(
  format: Format,
  original: Uint8Array,
  { name, seed, ms }: { name: string; seed: number; ms: number },
): Promise<number> {
  const random = generator(seed)
  const until = performance.now() + ms
  let count = 0
  for (; performance.now() < until; count++) {
    const mutant = damaged(original, random)
    try {
      const { failures } = await readFile(format, mutant, { name })
      for (const failure of failures.values()) if (!isAppError(failure)) throw failure
    } catch (error) {
      if (!isAppError(error)) throw new Error(`seed ${seed}, copy ${count} of ${name}: ${String(error)}`, { cause: error })
    }
  }
  return count
}

/** A few bytes changed, a piece cut out, doubled or moved, or the end cut off. */
function damaged(original: Uint8Array, random: () => number): Uint8Array {
  const bytes = Buffer.from(original)
  const place = () => Math.floor(random() * bytes.length)
  const kind = random()
  if (kind < 0.6) {
    for (let i = 1 + Math.floor(random() * 12); i > 0; i--) bytes[place()] = Math.floor(random() * 256)
    return bytes
  }
  const [from, to] = [place(), place()].sort((a, b) => a - b) as [number, number]
  if (kind < 0.75) return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  if (kind < 0.9) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  return bytes.subarray(0, to)
}

/** Mulberry32: small, and the same everywhere. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
