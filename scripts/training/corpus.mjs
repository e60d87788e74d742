import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { wordsOf } from '../../src/engine/embedders/starter/pieces.ts'

/** Fewest sentences and words of a paragraph worth learning from. */
const leastSentences = 2
const leastWords = 25
const mostWords = 400

const sentenceEnd = /(?<=[.!?]["”')]?)\s+(?=[\p{Lu}\d"“(])/u

/**
 * Reads articles (JSON lines, gzipped: `{title, paras}`) as numbers of distinct words.
 * Gives `words` (their spelling), `counts`, and per article its title and paragraphs, each a list of sentences.
 */
export async function readCorpus(path, { limit = Infinity } = {}) {
  const numbers = new Map()
  const words = []
  const counts = []
  const numberOf = (word) => {
    let number = numbers.get(word)
    if (number === undefined) {
      number = words.length
      numbers.set(word, number)
      words.push(word)
      counts.push(0)
    }
    counts[number]++
    return number
  }
  const numbered = (text) => Uint32Array.from(wordsOf(text), numberOf)
  const articles = []
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Infinity })
  for await (const line of lines) {
    const { title, paras } = JSON.parse(line)
    const paragraphs = []
    let heading = null
    for (const text of paras) {
      const sentences = text.split(sentenceEnd).map(numbered)
      const length = sentences.reduce((sum, one) => sum + one.length, 0)
      if (sentences.length === 1 && length > 0 && length <= 8) heading = sentences[0]
      else if (sentences.length >= leastSentences && length >= leastWords && length <= mostWords) paragraphs.push({ heading, sentences })
    }
    if (paragraphs.length > 0) articles.push({ title: numbered(title), paragraphs })
    if (articles.length >= limit) break
  }
  return { words, counts, articles }
}
