import type { RankFigures } from '../../contract/evaluation'

/** Rank of the first right one, from 1; null where there is none. */
export function firstRank(ranked: readonly string[], isRight: (key: string) => boolean): number | null {
  const index = ranked.findIndex(isRight)
  return index < 0 ? null : index + 1
}

/** Shares of ranks within 1, 5, 10 and 20, and the mean reciprocal rank; null of nothing. */
export function rankFigures(ranks: readonly (number | null)[]): RankFigures | null {
  if (ranks.length === 0) return null
  const hit = (depth: number) => ranks.filter((rank) => rank !== null && rank <= depth).length / ranks.length
  const mrr = ranks.reduce<number>((sum, rank) => sum + (rank ? 1 / rank : 0), 0) / ranks.length
  return { hit1: hit(1), hit5: hit(5), hit10: hit(10), hit20: hit(20), mrr }
}

/** nDCG with gains as graded, discounted by log2(rank + 1), as trec_eval counts it. A wanted document may stand under several ids: it counts once. */
export function ndcgAt(depth: number, ranked: readonly string[], wanted: readonly { ids: readonly string[]; grade: number }[]): number {
  const worth = (grade: number, index: number) => grade / Math.log2(index + 2)
  const counted = new Set<object>()
  let got = 0
  ranked.slice(0, depth).forEach((id, index) => {
    const one = wanted.find(({ ids }) => ids.includes(id))
    if (!one || counted.has(one)) return
    counted.add(one)
    got += worth(one.grade, index)
  })
  const ideal = wanted
    .map((one) => one.grade)
    .sort((a, b) => b - a)
    .slice(0, depth)
    .reduce((sum, grade, index) => sum + worth(grade, index), 0)
  return ideal > 0 ? got / ideal : 0
}
