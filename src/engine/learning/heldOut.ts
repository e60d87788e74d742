/** One passage in so many is kept out of the learning, so that the self-check asks for what no learning has seen. */
const oneIn = 10

/** Whether a passage is kept out of the learning; the same for the same id, always. */
export function isHeldOut(passage: string): boolean {
  return spreadOf(passage) % oneIn === 0
}

/** A whole number from 0 to 2^32 that tells nothing of the id it is made of: FNV-1a with a last mixing of the bits. */
export function spreadOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
