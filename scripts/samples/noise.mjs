/** A seeded stream of numbers in [0, 1): mulberry32, public domain. */
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Adds the grain of a sensor to 8-bit RGB pixels: the same step on all three channels, about `strength` grey levels wide. */
export function addGrain(pixels, strength, seed) {
  const next = seeded(seed)
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const step = Math.round((next() + next() + next() - 1.5) * strength)
    for (let channel = 0; channel < 3; channel++) pixels[at + channel] = Math.max(0, Math.min(255, pixels[at + channel] + step))
  }
  return pixels
}
