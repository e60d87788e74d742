import type { PageWriter } from './pageWriter'

/** What is left of a page number once its digits are gone. */
const pageWords = /^(page|pages|seite|página|pagina|pág|pag|p|bladzijde|of|von|de|sur|di|van|[\s\d.,:|/()–—-])*$/iu

/**
 * Writes what stands at the top and bottom of the pages once, behind the text: letterheads and file numbers are looked for, but repeated on
 * every page they would disturb. Each line says what it is, and so do the passages of it.
 */
export function writeFurniture(writer: PageWriter, { headers, footers }: { headers: readonly string[]; footers: readonly string[] }): void {
  for (const [name, texts] of [
    ['Page header', headers],
    ['Page footer', footers],
  ] as const) {
    const different = [...new Set(texts.map((text) => text.replace(/\s+/g, ' ').trim()))].filter((text) => !pageWords.test(text))
    if (different.length === 0) continue
    writer.labelled(name)
    for (const text of different) writer.paragraph(`[${name}] ${text}`)
    writer.labelled(undefined)
  }
}
