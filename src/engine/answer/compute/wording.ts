import type { Language } from '../language'
import type { Comparison, Figure } from './wish'

/*
 * The words by which a question asks for a figure, language by language; all are written without accents, as questions are read.
 */

export interface Wording {
  figures: readonly [Figure, RegExp][]
  /** Signs with the words that end before an amount. “At most” and “at least” compare; they are no extremes. */
  comparing: readonly [Comparison['sign'], RegExp][]
  /** Words that ask and name nothing. */
  small: ReadonlySet<string>
  /** Words that may name a column, and where they name none, say nothing of a row. */
  general: ReadonlySet<string>
  /** What stands before the thing rows are grouped by. */
  grouping: RegExp
  /** What stands before the thing to be named. */
  naming: RegExp
  /** What asks for rows, where there is a condition and no figure. */
  listing: RegExp
  /** What asks for rows without more. */
  plainListing: RegExp
  /** Words that deny the value behind them. */
  denying: ReadonlySet<string>
  /** Said of prices only. */
  prices: RegExp
  /** How numbers in a question have their decimals. */
  decimal: '.' | ','
  scales: Readonly<Record<string, number>>
}

const signs: Record<Comparison['sign'], string> = { '>=': '>=|≥', '<=': '<=|≤', '>': '>', '<': '<', '=': '=' }

const english: Wording = {
  figures: [
    ['count', words('how many|number of|count(?: of)?')],
    ['average', words('averages?|mean|on average')],
    ['sum', words('in total|total|sum(?: of)?|altogether|all together|combined|add(?:s|ed)? up(?: to)?')],
    ['highest', words('highest|largest|biggest|greatest|maximum|most expensive|dearest|longest|most')],
    ['lowest', words('lowest|smallest|minimum|least expensive|cheapest|shortest|least|fewest')],
  ],
  comparing: comparisons({
    '>=': 'at least|no less than|not less than|from',
    '<=': 'at most|no more than|not more than|up to',
    '>': '(?:more|greater|higher|larger|bigger|longer) than|over|above|exceed(?:s|ed|ing)?|beyond',
    '<': '(?:less|lower|smaller|fewer|shorter) than|under|below',
    '=': 'exactly|equal to|equals',
  }),
  small:
    list(`a an the of in on at for to by with from is are was were be been do does did has have had i me we us our my you your it its there that
this these those and or what which who whose how many much give show tell list find get please can could would all any each every per only
also as than them they different distinct`),
  general:
    list(`row rows entry entries record records line lines table tables sheet sheets column columns value values figure figures amount
amounts name names item items number listed place placed made`),
  grouping: before('per|by|for each|for every|in each'),
  naming: before('which|what|who'),
  listing: words('which|list|show|who|name|find'),
  plainListing: /^(?:please )?(?:which(?! of (?:the|these|those|my|our))|list|show(?: me)?|find)\s/u,
  denying: list("not except excluding without aren't isn't weren't wasn't don't doesn't"),
  prices: /expensive|cheap|dearest/u,
  decimal: '.',
  scales: { thousand: 1_000, k: 1_000, million: 1_000_000, m: 1_000_000 },
}

const german: Wording = {
  figures: [
    ['count', words('wie ?viele?|anzahl(?: der| an| von)?')],
    [
      'average',
      words('im (?:durchschnitt|schnitt|mittel)|durchschnittlich(?:e[rsnm]?)?|durchschnitt|durchschnitts|mittelwert|mittlere[rsnm]?'),
    ],
    ['sum', words('insgesamt|summe(?: der| des| aller| von)?|in summe|gesamt|gesamte[rsnm]?|total|zusammen(?:gerechnet)?|aufsummiert')],
    [
      'highest',
      words('(?:am )?(?:hochste[rsnm]?|gro(?:ß|ss)te[rsnm]?|teuerste[rsnm]?|langste[rsnm]?|meisten)|hochst|maximum|maximale?[rsnm]?'),
    ],
    [
      'lowest',
      words(
        '(?:am )?(?:niedrigste[rsnm]?|kleinste[rsnm]?|geringste[rsnm]?|billigste[rsnm]?|gunstigste[rsnm]?|kurzeste[rsnm]?|wenigsten)|niedrigst|minimum|minimale?[rsnm]?',
      ),
    ],
  ],
  comparing: comparisons({
    '>=': 'mindestens|wenigstens|nicht weniger als|ab',
    '<=': 'hochstens|maximal|nicht mehr als|bis zu|bis',
    '>': '(?:mehr|gro(?:ß|ss)er|hoher|langer|teurer) als|uber|oberhalb(?: von)?|ubersteig(?:t|en)',
    '<': '(?:weniger|kleiner|niedriger|kurzer|geringer|billiger|gunstiger) als|unter|unterhalb(?: von)?',
    '=': 'genau|exakt|gleich',
  }),
  small:
    list(`der die das den dem des ein eine einen einem einer eines ist sind war waren hat haben hatte hatten wie viel viele was welche welcher
welches welchen welchem wer wem bitte zeige zeig nenne nenn liste gib finde mir uns alle aller allen allem jede jeder jedes jeden im in am an auf aus
bei bis und oder mit fur je pro von vom zu zum zur es gibt gab wird wurde werden wurden sich nach als auch nur da davon diese dieser dieses hoch
gro\u00df lautet betragt betrug liegt liegen lag lagen steht stehen verschiedene verschiedenen verschiedener unterschiedliche unterschiedlichen euro`),
  general:
    list(`zeile zeilen tabelle tabellen spalte spalten wert werte betrag betrage eintrag eintrage posten position positionen name namen nummer
nummern zahl zahlen`),
  grouping: before('je|pro|nach|fur jede[nrs]?'),
  naming: before('welche[rsnm]?|wer|was'),
  listing: words('welche[rsnm]?|liste|zeige?|nenne?|wer|finde'),
  plainListing: /^(?:bitte )?(?:welche|liste|zeige?|finde)\s/u,
  denying: list('nicht ohne ausser ausgenommen'),
  prices: /teuer|billig|gunstig/u,
  decimal: ',',
  scales: { tausend: 1_000, million: 1_000_000, millionen: 1_000_000, mio: 1_000_000 },
}

const french: Wording = {
  figures: [
    ['count', words("combien(?: y a t il)?|nombre(?: total)?(?: de| d')?")],
    ['average', words('en moyenne|moyennes?|moyens?')],
    ['sum', words('au total|total|totale|totaux|en tout|sommes?')],
    ['highest', words('(?:le |la |les )?plus (?:eleve|haut|grand|cher|chere|gros|grosse|long|longue|important)e?s?|maximum|maximale?s?')],
    [
      'lowest',
      words('(?:le |la |les )?(?:plus (?:bas|basse|faible|petit|court)e?s?|moins (?:cher|chere|eleve|important)e?s?)|minimum|minimale?s?'),
    ],
  ],
  comparing: comparisons({
    '>=': 'au moins|a partir de|au minimum',
    '<=': "au plus|au maximum|jusqu'? ?a",
    '>': "(?:de )?plus (?:de|d'|(?:grand|eleve|cher)e?s? (?:que|de))|superieure?s? a|depass(?:e|ent|ant)|au[ -]dessus de",
    '<': "(?:de )?moins (?:de|d')|inferieure?s? a|(?:au|en)[ -]dessous de",
    '=': 'exactement|egale?s? a',
  }),
  small:
    list(`le la les l un une des du de d et ou est sont etait etaient a ont avait il elle ils elles y t en au aux dans sur pour par avec ce cette ces
quel quelle quels quelles qui que qu combien donne donnez montre montrez liste listez trouve trouvez moi nous me tous toutes tout toute chaque parmi
entre se s ne n differents differentes distincts distinctes son sa ses leur leurs euros euro`),
  general: list(
    'ligne lignes tableau tableaux colonne colonnes valeur valeurs entree entrees montant montants nom noms element elements numero',
  ),
  grouping: before('par|pour chaque|selon'),
  naming: before('quel(?:le)?s?|qui'),
  listing: words('quel(?:le)?s?|liste[rz]?|montre[rz]?|trouve[rz]?|qui'),
  plainListing: /^(?:quel(?:le)?s|liste[rz]?|montre[rz]?|trouve[rz]?)\s/u,
  denying: list('pas sauf hors sans excepte'),
  prices: /\bch(?:er|ere|ers|eres)\b/u,
  decimal: ',',
  scales: { mille: 1_000, million: 1_000_000, millions: 1_000_000 },
}

const spanish: Wording = {
  figures: [
    ['count', words('cuant[oa]s|numero(?: total)? de')],
    ['average', words('en promedio|promedio|media|medi[oa]s?|por termino medio')],
    ['sum', words('en total|total|totales|suma(?: de| total de)?')],
    ['highest', words('(?:el |la |los |las )?(?:mayor|mayores|mas (?:alt|car|larg|elevad)[oa]s?|mas grandes?)|maxim[oa]s?')],
    ['lowest', words('(?:el |la |los |las )?(?:menor|menores|mas (?:baj|barat|cort|pequen)[oa]s?)|minim[oa]s?')],
  ],
  comparing: comparisons({
    '>=': 'al menos|como minimo|por lo menos|a partir de|desde',
    '<=': 'como maximo|a lo sumo|hasta',
    '>': 'mas de|mayor(?:es)? (?:que|de|a)|superior(?:es)? a|por encima de|superan?',
    '<': 'menos de|menor(?:es)? (?:que|de|a)|inferior(?:es)? a|por debajo de',
    '=': 'exactamente|igual(?:es)? a',
  }),
  small:
    list(`el la los las un una unos unas de del al y o u es son era eran fue fueron ha han hay habia tiene tienen en con por para que cual cuales
quien quienes cuanto cuanta cuantos cuantas como donde me nos dame muestra muestrame lista listame encuentra todos todas todo cada se su sus este
esta estan estaba estaban estos estas lo le a entre distintos distintas diferentes euros euro`),
  general:
    list(`fila filas tabla tablas columna columnas valor valores importe importes nombre nombres registro registros entrada entradas elemento
elementos numero numeros`),
  grouping: before('por(?! (?:encima|debajo|lo|termino)(?:$|[^a-z]))|para cada|segun'),
  naming: before('que|cuale?s?|quien(?:es)?'),
  listing: words('que|cuale?s?|lista|muestra|quien(?:es)?|encuentra'),
  plainListing: /^\W*(?:que|cuales|lista|muestra|encuentra)\s/u,
  denying: list('no sin excepto salvo'),
  prices: /\b(?:car|barat)[oa]s?\b/u,
  decimal: ',',
  scales: { mil: 1_000, millon: 1_000_000, millones: 1_000_000 },
}

export const wordings: Readonly<Record<Language, Wording>> = { en: english, de: german, fr: french, es: spanish }

/** Whole words only: `\b` knows no letters but those of English. */
function words(alternatives: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'gu')
}

function before(alternatives: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})\\s+(?=\\p{L})`, 'u')
}

function comparisons(said: Record<Comparison['sign'], string>): Wording['comparing'] {
  return (Object.keys(signs) as Comparison['sign'][]).map((sign) => [
    sign,
    new RegExp(`(?:(?<![\\p{L}\\p{N}])(?:${said[sign]})(?![\\p{L}\\p{N}])|${signs[sign]})\\s*`, 'gu'),
  ])
}

function list(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u))
}
