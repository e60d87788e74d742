/** Share of the vocabulary that is whole words; the rest are pieces of words and single characters. */
const wholeShare = 0.8
const longestPiece = 9
const rounds = 3
const beyondAscii = /[^\u0000-\u007f]/

/**
 * Chooses pieces for a corpus: every letter and digit at the beginning of a word and within it, the commonest words, and the most
 * useful continuations (`##…`), found by cutting the other words greedily and keeping what was used.
 */
export function chooseVocabulary({ words, counts }, size) {
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789']
  const fixed = [...letters, ...letters.map((one) => `##${one}`)]
  const ranked = words
    .map((word, i) => [word, counts[i]])
    .filter(([word, count]) => !beyondAscii.test(word) && count > 1 && word.length <= 30)
  ranked.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const whole = ranked.filter(([word]) => word.length > 1).slice(0, Math.round(size * wholeShare))
  const rest = ranked.slice(whole.length).filter(([word, count]) => word.length > 2 && count > 2)
  const places = size - fixed.length - whole.length
  const beginnings = new Set([...letters, ...whole.map(([word]) => word)])
  let continuations = candidates(rest, places * 6)
  for (let round = 0; round < rounds; round++) {
    const used = new Map()
    for (const [word, count] of rest)
      for (const piece of cut(word, beginnings, continuations)) used.set(piece, (used.get(piece) ?? 0) + Math.sqrt(count) * piece.length)
    const keep = round === rounds - 1 ? places : places * (rounds - round)
    continuations = new Set(best(used, keep))
  }
  const pieces = [...continuations].filter((piece) => piece.length > 1).slice(0, places)
  return [...fixed, ...whole.map(([word]) => word), ...pieces.map((piece) => `##${piece}`)]
}

function candidates(words, most) {
  const worth = new Map()
  for (const [word, count] of words)
    for (let from = 1; from < word.length; from++)
      for (let length = 2; length <= longestPiece && from + length <= word.length; length++) {
        const piece = word.slice(from, from + length)
        worth.set(piece, (worth.get(piece) ?? 0) + Math.sqrt(count) * length)
      }
  return new Set(best(worth, most))
}

function best(worth, most) {
  return [...worth]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([piece]) => piece)
}

function cut(word, beginnings, continuations) {
  const found = []
  for (let at = 0; at < word.length;) {
    let length = word.length - at
    if (at === 0) while (length > 1 && !beginnings.has(word.slice(0, length))) length--
    else {
      length = Math.min(length, longestPiece)
      while (length > 1 && !continuations.has(word.slice(at, at + length))) length--
      if (length > 1) found.push(word.slice(at, at + length))
    }
    at += length
  }
  return found
}
