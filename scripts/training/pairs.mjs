const queryPieces = 40
const passagePieces = 96
const keptSentence = 0.15

/**
 * Makes batches of pairs, a query and a passage each, at most one an article and batch, from the text itself: a sentence and its
 * paragraph without it, rare words of a sentence, title and heading, a sentence and the paragraph after it; 5 : 2 : 1.5 : 1.5.
 */
export function createPairs({ articles, counts, rowsOf, random }) {
  const places = articles.flatMap(({ paragraphs }, article) => paragraphs.map((_one, paragraph) => [article, paragraph]))
  shuffle(places, random)
  let next = 0
  return function batch(size) {
    const pairs = []
    const seen = new Set()
    let passedOver = 0
    while (pairs.length < size) {
      if (next >= places.length) {
        next = 0
        shuffle(places, random)
      }
      const place = places[next++]
      if (seen.has(place[0])) {
        // Fewer articles than pairs: some come twice.
        if (passedOver++ > size * 4) seen.clear()
        continue
      }
      const pair = makePair(articles[place[0]], place[1], { counts, rowsOf, random })
      if (!pair) continue
      seen.add(place[0])
      pairs.push(pair)
    }
    return pairs
  }
}

/** The sentence of a paragraph and the rest of it, for measuring. */
export function sentenceAndRest(article, index, at, rowsOf) {
  const { sentences } = article.paragraphs[index]
  const rest = sentences.filter((_one, i) => i !== at)
  return { query: rows([sentences[at]], rowsOf).slice(0, queryPieces), passage: rows(rest, rowsOf).slice(0, passagePieces) }
}

function makePair(article, index, { counts, rowsOf, random }) {
  const { heading, sentences } = article.paragraphs[index]
  const at = Math.floor(random() * sentences.length)
  const sentence = sentences[at]
  const kind = random() * 10
  let query = [sentence]
  let passage = sentences
  if (kind < 5) {
    if (random() > keptSentence) passage = sentences.filter((_one, i) => i !== at)
  } else if (kind < 7) {
    const rare = [...new Set(sentence)].sort((a, b) => counts[a] - counts[b] || a - b).slice(0, 12)
    shuffle(rare, random)
    query = [rare.slice(0, 2 + Math.floor(random() * 7))]
  } else if (kind < 8.5) {
    query = heading && random() < 0.5 ? [article.title, heading] : [article.title]
  } else {
    const following = article.paragraphs[index + 1]
    if (!following) return null
    passage = following.sentences
  }
  const queryRows = rows(query, rowsOf).slice(0, queryPieces)
  const passageRows = rows(passage, rowsOf)
  if (queryRows.length < 2 || passageRows.length < 12) return null
  const from = passageRows.length > passagePieces ? Math.floor(random() * (passageRows.length - passagePieces)) : 0
  return { query: queryRows, passage: passageRows.slice(from, from + passagePieces) }
}

function rows(sentences, rowsOf) {
  const found = []
  for (const sentence of sentences) for (const word of sentence) for (const row of rowsOf[word]) found.push(row)
  return found
}

function shuffle(list, random) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j], list[i]]
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
