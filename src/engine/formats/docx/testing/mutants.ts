import { isAppError } from '../../../../contract/errors'
import type { Format } from '../../../format'
import { readFile, renamedParts } from './officeFile'

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
    // Half of the archives stay archives: what is wrong with them is what their parts say.
    const isOpen = original[0] === 0x50 && random() < 0.5
    const mutant = isOpen ? renamedParts(Buffer.from(original), (xml) => twisted(xml, random)) : damaged(original, random)
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

const oddValues = ['', '-1', '0', '1', '99999999999', '1e9', 'NaN', 'x', '../../x', 'rId1', '#', '%', 'true']

/** Attributes with other values, elements left out, doubled or moved: well-formed for the most part, but nonsense. */
function twisted(xml: string, random: () => number): string {
  if (random() < 0.5) return xml
  const pick = (count: number) => Math.floor(random() * count)
  let text = xml
  for (let i = 1 + pick(6); i > 0; i--) {
    const values = [...text.matchAll(/="[^"]*"/g)]
    const elements = [...text.matchAll(/<([\w:]+)[^<>]*\/>|<([\w:]+)[^<>]*>[^<>]*<\/\2>/g)]
    const [value, element, other] = [values[pick(values.length)], elements[pick(elements.length)], elements[pick(elements.length)]]
    const kind = pick(4)
    if (kind === 0 && value)
      text = `${text.slice(0, value.index)}="${oddValues[pick(oddValues.length)]}"${text.slice(value.index + value[0].length)}`
    else if (kind === 1 && element) text = text.slice(0, element.index) + text.slice(element.index + element[0].length)
    else if (kind === 2 && element) text = text.slice(0, element.index) + element[0].repeat(1 + pick(50)) + text.slice(element.index)
    else if (kind === 3 && element && other) text = text.slice(0, element.index) + other[0] + text.slice(element.index)
  }
  return text
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
