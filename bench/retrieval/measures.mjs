/** Ranked keys, each once, at the place of its best passage. */
export function distinctBest(hits, keyOf) {
  return [...new Set(hits.map(keyOf))]
}

/** nDCG with linear gains, as trec_eval counts it. */
export function ndcgAt(depth, ranked, grades) {
  const worth = (grade, rank) => grade / Math.log2(rank + 2)
  const got = ranked.slice(0, depth).reduce((sum, key, rank) => sum + worth(grades.get(key) ?? 0, rank), 0)
  const best = [...grades.values()]
    .sort((a, b) => b - a)
    .slice(0, depth)
    .reduce((sum, grade, rank) => sum + worth(grade, rank), 0)
  return best > 0 ? got / best : 0
}

export function recallAt(depth, ranked, grades) {
  return ranked.slice(0, depth).filter((key) => grades.has(key)).length / grades.size
}

export function hitAt(depth, ranked, right) {
  return ranked.slice(0, depth).some((key) => right.has(key)) ? 1 : 0
}

/** Mean difference of two measurements of the same questions, and its 95 % interval over 2,000 draws with a fixed seed. */
export function bootstrap(own, base, draws = 2_000) {
  const differences = own.map((value, i) => value - base[i])
  let state = 12_345
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
  const means = Array.from({ length: draws }, () => {
    let sum = 0
    for (let i = 0; i < differences.length; i++) sum += differences[Math.floor(random() * differences.length)]
    return sum / differences.length
  }).sort((a, b) => a - b)
  const gain = differences.reduce((sum, one) => sum + one, 0) / differences.length
  return { gain, from: means[Math.floor(draws * 0.025)], to: means[Math.floor(draws * 0.975)] }
}
