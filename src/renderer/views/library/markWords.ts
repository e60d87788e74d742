interface Piece {
  text: string
  marked: boolean
}

/** A text cut where the words of a query stand in it; it begins near the first of them. Words of one or two letters are not marked. */
export function markWords(text: string, query: string): Piece[] {
  const words = query.match(/[\p{L}\p{N}]{3,}/gu) ?? []
  if (words.length === 0) return [{ text, marked: false }]
  const pattern = new RegExp(`(${words.join('|')})`, 'giu')
  const first = text.search(pattern)
  const start = first > 90 ? text.lastIndexOf(' ', first - 50) + 1 : 0
  const shown = start > 0 ? `…${text.slice(start)}` : text
  return shown
    .split(pattern)
    .map((piece, index) => ({ text: piece, marked: index % 2 === 1 }))
    .filter((piece) => piece.text)
}
