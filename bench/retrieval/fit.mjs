/** Pull of the weights towards zero. */
const ridge = 1e-3
const rounds = 3_000
const rate = 0.2

/** Linear weights that put the right ones of each list first: listwise softmax, gradient ascent. */
export function fit(lists, names) {
  const usable = lists.filter((list) => list.some((one) => one.right) && list.some((one) => !one.right))
  const weights = new Float64Array(names.length)
  for (let round = 0; round < rounds; round++) {
    const slope = weights.map((weight) => -ridge * weight)
    for (const list of usable) {
      const scores = list.map(({ features }) => features.reduce((sum, value, i) => sum + value * weights[i], 0))
      const most = Math.max(...scores)
      const chances = scores.map((score) => Math.exp(score - most))
      const all = chances.reduce((sum, one) => sum + one, 0)
      const right = list.reduce((sum, one, i) => sum + (one.right ? chances[i] : 0), 0)
      list.forEach(({ right: isRight, features }, i) => {
        const pull = (isRight ? chances[i] / right : 0) - chances[i] / all
        features.forEach((value, x) => (slope[x] += (pull * value) / usable.length))
      })
    }
    for (let x = 0; x < weights.length; x++) weights[x] += rate * slope[x]
  }
  return { lists: usable.length, ...Object.fromEntries(names.map((name, i) => [name, Number(weights[i].toFixed(2))])) }
}
