import type { Embedder } from '../embedder'

const dimension = 64

/**
 * Feature hashing of lower-cased words: each word adds ±1 to one of 64 numbers chosen by its FNV-1a hash, and the sum is made a unit vector.
 * It needs no model and finds texts of the same words; its weight is 0, so the keyword lane ranks alone.
 */
export const embedder: Embedder = {
  id: 'hash',
  dimension,
  weight: 0,
  embed: async (texts) => texts.map(hashWords),
}

function hashWords(text: string): Float32Array {
  const vector = new Float32Array(dimension)
  const lower = text.toLowerCase()
  const length = lower.length
  let hash = 0x811c9dc5
  let inWord = false
  for (let i = 0; i <= length; i++) {
    const code = i < length ? lower.charCodeAt(i) : 32
    if (isWordCharacter(code)) {
      hash = Math.imul(hash ^ code, 0x01000193)
      inWord = true
    } else if (inWord) {
      hash ^= hash >>> 15
      vector[hash & (dimension - 1)]! += hash & dimension ? 1 : -1
      hash = 0x811c9dc5
      inWord = false
    }
  }
  return normalise(vector)
}

/** Letters and digits: exact for ASCII, everything but punctuation and spaces beyond it. */
function isWordCharacter(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
  return code >= 0xc0 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f)
}

/** A text without words gets a vector of its own, for a unit vector is promised. */
function normalise(vector: Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  if (sum === 0) vector[0] = sum = 1
  const scale = 1 / Math.sqrt(sum)
  for (let i = 0; i < vector.length; i++) vector[i]! *= scale
  return vector
}
