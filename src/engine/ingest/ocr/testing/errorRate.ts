/** Spelling of signs that look the same and mean the same. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[’‘`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Characters wrong, missing or too many, by those that should be there (Levenshtein); spaces count once, typographic quotes as plain ones. */
export function characterErrorRate(expected: string, found: string): number {
  const wanted = [...plain(expected)]
  const given = [...plain(found)]
  let row = Uint32Array.from({ length: given.length + 1 }, (_, i) => i)
  for (const [i, sign] of wanted.entries()) {
    const next = new Uint32Array(given.length + 1)
    next[0] = i + 1
    for (let j = 0; j < given.length; j++) {
      next[j + 1] = Math.min(row[j]! + (sign === given[j] ? 0 : 1), row[j + 1]! + 1, next[j]! + 1)
    }
    row = next
  }
  return row[given.length]! / Math.max(1, wanted.length)
}
