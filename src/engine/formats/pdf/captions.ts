import type { PdfLine } from './pdfLine'

const names =
  'Tables?|Tabellen?|Tab\\.|Tableaux?|Tablas?|Tabell[ae]|Tabelas?|Figures?|Figs?\\.|Figuras?|Figur[ae]|Abbildung|Abb\\.|Afbeelding|Chart|' +
  'Example|Listing|Algorithm|Scheme|Plate|Diagram|Diagramm|Box|Photo|Map|図|表|그림|표'
const number = '[A-Z]?[.–-]?\\d{1,3}(?:[.–-]\\d{1,3})*[a-z]?'
/** With a sign behind the number, or a title in capitals: "Table 1 shows …" begins a sentence. */
const caption = new RegExp(`^[\\[(<]?(?:${names})\\s?${number}(?:\\s?[.:|)\\]>–—-]|\\s+(?=\\p{Lu}|\\p{Lo}|\\()|$)`, 'iu')
const sentence = new RegExp(`^(?:${names})\\s?${number}\\s+\\p{Ll}`, 'u')

/** Whether a line begins the caption of a table or a figure. */
export function beginsCaption({ words, vertical }: PdfLine): boolean {
  const [first, second] = [words[0]!.text, words[1]?.text ?? '']
  if (vertical || !(hasDigit(second) || hasDigit(first)) || !/^[\p{Lu}\p{Lo}[(<]/u.test(first)) return false
  const start = words
    .slice(0, 4)
    .map(({ text }) => text)
    .join(' ')
  return caption.test(start) && !sentence.test(start)
}

/** Whether a line goes on from the one right above it: a sentence that tells of a table, not the caption of one. */
export function isWithinText(above: PdfLine | undefined, line: PdfLine): boolean {
  if (!above || above.vertical || Math.abs(above.size - line.size) > 0.05 * line.size || beginsCaption(above)) return false
  const step = line.y - above.y
  const isClose = step > 0 && step < 1.5 * line.height && Math.abs(above.x - line.x) < 2 * line.height
  return isClose && above.x + above.width > line.x + 0.6 * line.width && !/[.:?!]["”’)]?$/.test(above.words.at(-1)!.text)
}

function hasDigit(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) return true
  }
  return false
}
