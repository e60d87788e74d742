import { isStopWord } from '../../words'

/*
 * Questions that a few passages cannot answer, because they ask for all of a document or for every document.
 */

/** summary: what a document says as a whole; each: the same question of every document. */
export type WholeWish = 'summary' | 'each'

const thing = 'document|file|contract|agreement|lease|report|paper|letter|e-?mail|mail|invoice|offer'
const germanThings = 'Dokumente[ns]?|Dateien|Verträgen?|Berichten?|Rechnungen'
const things = `(?:(?:${thing})s?|minutes|Dokument|Datei|Vertrag|Bericht|Rechnung|${germanThings})`
const several = `(?:(?:${thing})s|minutes|${germanThings})`
const summary =
  /\b(?:summar(?:y|ies|i[sz](?:e[ds]?|ing))|overview of|key points|main points|main messages?|gist of|in a nutshell|zusammenfassung|fasse?\b.*\bzusammen|überblick über)|\bwhat (?:is|are|does) .{1,80}\babout\s*\??$/iu
const each = [
  new RegExp(`\\b(?:which|how many|in which|any) of (?:the|these|my|our|all)(?: \\d+)?(?: \\p{L}+)? ?${things}\\b`, 'iu'),
  new RegExp(`\\b(?:which|welche|in which|in welchen) (?:\\p{L}+ )?${several}\\b`, 'iu'),
  new RegExp(`\\b(?:each|every|all|jede[rs]?|alle)(?: of)?(?: the| my| our| these)? ?${things}\\b`, 'iu'),
]

/** What a question asks of whole documents; null where passages answer it. */
export function wholeWishOf(question: string): WholeWish | null {
  if (summary.test(question)) return 'summary'
  return each.some((one) => one.test(question)) ? 'each' : null
}

/**
 * Whether a summary is asked of documents as a whole and not of a matter in them: beside the wish itself the question has only words for
 * documents and the names of those it means.
 */
export function asksForWhole(question: string, named: readonly { name: string }[]): boolean {
  const names = new Set(named.flatMap(({ name }) => plain(name).split(' ')))
  const rest = plain(question.replace(wish, ' ')).split(' ')
  return rest.every(
    (word) => word === '' || names.has(word) || document.test(word) || isStopWord(word, { shouted: true }) || asking.has(word),
  )
}

const wish =
  /\b(?:summar\p{L}*|overview|key points|main points|main messages?|gist|nutshell|zusammenfassung|fasse?|zusammen|überblick|about)\b/giu
const document = new RegExp(`^${things}$`, 'iu')
const asking = new Set(
  'give me write make show short brief detailed long sentences sentence whole entire full one two three four five words please content contents gib mir bitte kurz kurze'.split(
    ' ',
  ),
)

/** Documents a question names: those whose name, without its ending, stands in it word for word. */
export function namedIn<D extends { name: string }>(question: string, documents: readonly D[]): D[] {
  const asked = ` ${plain(question)} `
  return documents.filter(({ name }) => {
    const base = plain(name.replace(/^.*\//u, '').replace(/\.[^.]{1,5}$/u, ''))
    return base.length > 2 && (asked.includes(` ${base} `) || asked.includes(` ${plain(name)} `))
  })
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
