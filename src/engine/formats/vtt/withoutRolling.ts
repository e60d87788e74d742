import type { Cue } from './parseCues'

/** How long after a cue another may begin and still repeat it, in seconds. */
const closeBy = 0.6

/**
 * Cues without what they repeat of the one before: captions that roll upwards show each line twice or three times, and those typed live
 * grow word by word.
 */
export function withoutRolling(cues: readonly Cue[]): Cue[] {
  const kept: Cue[] = []
  let before: { cue: Cue; words: string[] } | null = null
  for (const cue of cues) {
    const words = cue.text.split(' ')
    const isNear =
      before !== null && before.cue.speaker === cue.speaker && cue.seconds <= Math.max(before.cue.until, before.cue.seconds) + closeBy
    const shared = isNear ? sharedWords(before!.words, words) : 0
    before = { cue, words }
    if (shared === words.length) continue
    kept.push(shared > 0 ? { ...cue, text: words.slice(shared).join(' ') } : cue)
  }
  return kept
}

/** How many words at the beginning of a cue are those the one before ended with: all of that one, or at least three. */
function sharedWords(before: readonly string[], words: readonly string[]): number {
  for (let count = Math.min(before.length, words.length, 60); count > 0; count--) {
    if (count < 3 && count < before.length) return 0
    const start = before.length - count
    if (words.slice(0, count).every((word, i) => word === before[start + i])) return count
  }
  return 0
}
