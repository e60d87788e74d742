/*
 * What a table is, where its own rows do not say it: units set like a heading, the lines above it, and which of the three statements of an
 * annual report it is. Questions name the statement; its page often does not, or only in a line of its own.
 */

/** Longest text above a table that is taken for its title: a line or three. */
const mostCaption = 240
const numberWords = 'thousands?|millions?|billions?|dollars|shares|percent|usd|eur|gbp'
const wholeBracket = /^\([^()]{1,200}\)[.:]?$/u
const unitsOnly = new RegExp(`^(?:all\\s+|\\$\\s+)?(?:amounts?\\s+|dollars\\s+|figures\\s+)?in\\s+(?:${numberWords})\\b.{0,120}$`, 'iu')

/** Whether a line only says in which units the figures below it are: nothing is found by it, and it is no heading. */
export function isUnitsLine(text: string): boolean {
  if (text.length > mostCaption) return false
  const line = text.replace(/\s+/g, ' ').trim()
  return unitsOnly.test(line) || (wholeBracket.test(line) && new RegExp(`\\b(?:${numberWords})\\b`, 'iu').test(line))
}

/** The title of a table in what stands right above it; null where that is a paragraph of its own. */
export function captionOf(above: string): string | null {
  if (above.length > 2 * mostCaption) return null
  const lines = above.split('\n').filter((line) => line.trim() && !isUnitsLine(line))
  const caption = lines.join(' ').replace(/\s+/g, ' ').trim()
  return caption.length > 0 && caption.length <= mostCaption && !/[.;]$/u.test(caption) ? caption : null
}

interface Statement {
  name: string
  /** Line items; a table with `least` different ones is taken for the statement. */
  items: readonly RegExp[]
  least: number
}

const statements: readonly Statement[] = [
  {
    name: 'cash flow statement',
    least: 4,
    items: [
      /operating activities/i,
      /investing activities/i,
      /financing activities/i,
      /depreciation/i,
      /(?:purchases?|acquisitions?|additions?) (?:of|to) (?:property|plant|equipment)|capital (?:expenditures?|spending)/i,
      /(?:beginning|end) of (?:the )?(?:year|period|quarter)/i,
      /(?:increase|decrease|change) in cash/i,
      /dividends? paid|payments? of dividends?/i,
      /repurchases? of|proceeds from/i,
    ],
  },
  {
    name: 'balance sheet',
    least: 4,
    items: [
      /total assets/i,
      /total (?:current )?liabilities/i,
      /total current assets/i,
      /(?:stockholders|shareholders|shareowners|members)['’]? ?(?:equity|deficit)|total equity/i,
      /accounts payable/i,
      /receivables?\b/i,
      /retained earnings|accumulated deficit/i,
      /property, plant|property and equipment/i,
      /inventor(?:y|ies)/i,
    ],
  },
  {
    name: 'income statement',
    least: 4,
    items: [
      /\brevenues?\b|net sales/i,
      /cost of (?:sales|revenues?|goods|products|services)/i,
      /gross (?:profit|margin)/i,
      /operating (?:income|profit|loss|earnings)|(?:income|earnings|profit|loss) from operations/i,
      /(?:provision|benefit|expense)s? for income tax|income tax(?:es)?\b/i,
      /net (?:income|earnings|loss|profit)/i,
      /per (?:common )?share|basic|diluted/i,
      /interest expense/i,
      /selling, general|general and administrative|total (?:costs and )?expenses/i,
    ],
  },
]

/** How much of a table is looked at: a statement has a page, a spreadsheet may have a million rows. */
const mostCharacters = 20_000
const mostRows = 200

/** Which statement of an annual report a table is, by the line items in its first column; null where it is none. */
export function statementOf(table: string): string | null {
  const rows = table
    .slice(0, mostCharacters)
    .split('\n', mostRows)
    .map((row) => /^\|([^|]*)/u.exec(row)?.[1]?.trim() || row)
  const found = statements.map(({ items }) => items.filter((item) => rows.some((row) => item.test(row))).length)
  const best = found.indexOf(Math.max(...found))
  return found[best]! >= statements[best]!.least ? statements[best]!.name : null
}
