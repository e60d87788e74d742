/** How alike two words are, 0 to 1: letters they share in order (longest common subsequence), whatever their case, by the longer one. */
export function alike(one: string, other: string): number {
  const a = [...one.toLowerCase()]
  const b = [...other.toLowerCase()]
  let row = new Uint16Array(b.length + 1)
  for (const sign of a) {
    const next = new Uint16Array(b.length + 1)
    for (let j = 0; j < b.length; j++) next[j + 1] = sign === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!)
    row = next
  }
  return row[b.length]! / Math.max(1, a.length, b.length)
}
