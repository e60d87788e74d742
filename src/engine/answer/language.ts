/** Languages whose questions and texts are read by their own words; all others are read like English. */
export type Language = 'en' | 'de' | 'fr' | 'es'

/** Words that hardly stand in a text of another of these languages, folded. */
const tellingWords: Record<Language, ReadonlySet<string>> = {
  en: wordsIn(
    'the of and is are was were what which who how many much does do did with from this that there have has been will for not by it',
  ),
  de: wordsIn(
    'der die das den dem des ein eine einen einer eines ist sind war wie viel viele was welche welcher welches wer wo wann und oder mit fur von zum zur im nicht es gibt hat haben wird werden insgesamt hoch alle je nach uber unter summe anzahl durchschnitt betrag',
  ),
  fr: wordsIn(
    'le la les l d de des du un une est sont et ou quel quelle quels quelles combien qui dans pour par avec sur au aux ce cette il elle a ete somme moyenne moyen nombre plus montant',
  ),
  es: wordsIn(
    'el la los las un una de del es son y o que cual cuales cuanto cuanta cuantos cuantas quien con para por en hay se su al fue suma promedio media numero mas importe estan esta son tiene tienen',
  ),
}

/** A word or text without accents and in lower case, as long as it was: places in it stay as they are. */
export function folded(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{ASCII}]/gu, (letter) => {
      const [base] = letter.normalize('NFD')
      return base !== undefined && base.length === letter.length ? base : letter
    })
}

/** The language most of the small words of a text are of; English where nothing tells. */
export function languageOf(text: string): Language {
  const words = folded(text).match(/\p{L}+/gu) ?? []
  const counts = (Object.keys(tellingWords) as Language[]).map((language) => ({
    language,
    count: words.filter((word) => tellingWords[language].has(word)).length,
  }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).language
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u))
}
