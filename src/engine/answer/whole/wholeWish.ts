import { isStopWord } from '../../words'
import { noesOf } from '../facts'

/*
 * Questions that a few passages cannot answer, because they ask for all of a document or for every document.
 */

/** summary: what a document says as a whole; each: the same question of every document. */
export type WholeWish = 'summary' | 'each'

const thing = 'document|file|contract|agreement|lease|report|paper|letter|e-?mail|mail|invoice|offer'
const germanThings = 'Dokumente[ns]?|Dateien|Verträgen?|Berichten?|Rechnungen'
const otherThings = 'documents|fichiers|contrats|rapports|factures|baux|documentos|archivos|contratos|informes|facturas'
const otherThing = 'document|fichier|contrat|rapport|facture|bail|documento|archivo|contrato|informe|factura'
const things = `(?:(?:${thing})s?|minutes|Dokument|Datei|Vertrag|Bericht|Rechnung|${germanThings}|${otherThing}|${otherThings})`
const several = `(?:(?:${thing})s|minutes|${germanThings}|${otherThings})`
const summary =
  /\b(?:summar(?:y|ies|i[sz](?:e[ds]?|ing))|overview of|key points|main points|main messages?|gist of|in a nutshell|zusammenfassung|fasse?\b.*\bzusammen|überblick über|résum(?:e[rz]?|é)(?!\p{L})|^\W*resum(?:e|ir|en)\b|resúmeme\b|worum geht es|de quoi (?:parle|s['’]agit)|de qué trata)|\bwhat (?:is|are|does) .{1,80}\babout\s*\??$/iu
const each = [
  new RegExp(`\\b(?:which|how many|in which|any) of (?:the|these|my|our|all)(?: \\d+)?(?: \\p{L}+)? ?${things}\\b`, 'iu'),
  new RegExp(`\\b(?:which|welche|in which|in welchen) (?:\\p{L}+ )?${several}\\b`, 'iu'),
  new RegExp(
    `\\b(?:each|every|all|jede[rsmn]?|alle[rn]?|chaque|tous|toutes|cada|todos|todas)(?: of)?(?: the| my| our| these| dieser| les| ces| los| las| estos| estas)? ?${things}\\b`,
    'iu',
  ),
  new RegExp(
    `\\b(?:lesquels|lesquelles|quels|quelles|cuáles|qué)(?: de| des)?(?: ces| los| las| estos| estas)?(?: \\d+)? ${several}\\b`,
    'iu',
  ),
  new RegExp(`\\bwelche[rsmn]? (?:der|dieser|von den|meiner)(?: \\d+)? ${several}\\b`, 'iu'),
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
  /\b(?:summar\p{L}*|overview|key points|main points|main messages?|gist|nutshell|zusammenfassung|fasse?|zusammen|überblick|about|résum\p{L}*|resum\p{L}*|resúm\p{L}*)(?!\p{L})/giu
const document = new RegExp(`^${things}$`, 'iu')
const asking = new Set(
  'give me write make show short brief detailed long sentences sentence whole entire full one two three four five words please content contents gib mir bitte kurz kurze le la les ce cet ces moi el los las este estos me por favor de du des tout todo'.split(
    ' ',
  ),
)

const counted = new RegExp(
  `\\b(?:\\d+|two|three|four|five|six|seven|eight|nine|ten|dozen|twenty|fifty|sixty|hundred)(?= (?:\\p{L}+ )?${several}\\b)`,
  'giu',
)

/** The question as one document is asked it: how many there are of them stands in none. */
export function askedOfEach(question: string): string {
  return question.replace(counted, '').replaceAll(/ {2,}/gu, ' ').trim()
}

/** Whether it is asked how many documents there are of a kind. */
export function asksHowMany(question: string): boolean {
  return /\bhow many\b|\bnumber of\b|\bwie ?viele\b|\banzahl\b|\bcombien\b|\bcuánt[oa]s\b/iu.test(question)
}

/** Whether it is asked what documents do not say. */
export function asksForAbsence(question: string): boolean {
  return /\b(?:not|no|without|lacks?|lacking|missing|never|cannot|ohne|nicht|keine?[nrms]?|sans|sin|faltan?)\b|n['’]t\b/iu.test(question)
}

/** Whether a sentence answers “which … can …” with a no: it speaks of the matter and says that it is not so. */
export function saysNoTo(question: string, sentence: string): boolean {
  return mayOrCan.test(question) && !asksForAbsence(question) && noesOf(question) === 0 && (noesOf(sentence) > 0 || excludes.test(sentence))
}

const mayOrCan = /\b(?:can|could|may|might|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|possible)\b/iu
const excludes = /\b(?:exclud(?:es?|ed|ing)|ruled out|disallow\p{L}*|impermissible|impossible)\b/iu

/** The question without its denial: what documents say can be looked for, what they leave out cannot. */
export function affirmed(question: string): string {
  return question
    .replaceAll(/\bcannot\b/giu, 'can')
    .replaceAll(/n['’]t\b|\b(?:not|never|nicht)\b/giu, '')
    .replaceAll(/ {2,}/gu, ' ')
}

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
