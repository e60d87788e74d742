import type { PageWriter } from './pageWriter'

/** What is left of a page number once its digits are gone. */
const pageWords = /^(page|pages|seite|página|pagina|pág|pag|p|bladzijde|of|von|de|sur|di|van|[\s\d.,:|/()–—-])*$/iu

/** Most different headers, and most different footers: beyond, they are not letterheads but a part of every page. */
const mostDifferent = 20

/**
 * Writes what stands at the top and bottom of the pages once, behind the text: letterheads and file numbers are looked for, but repeated on
 * every page they would disturb. Each line says what it is, and so do the passages of it.
 */
export function writeFurniture(writer: PageWriter, { headers, footers }: { headers: readonly string[]; footers: readonly string[] }): void {
  for (const [name, texts] of [
    ['Page header', headers],
    ['Page footer', footers],
  ] as const) {
    const different = new Map<string, string>()
    for (const text of texts) {
      const line = text.replace(/_{3,}/g, ' ').replace(/\s+/g, ' ').trim()
      // The same words with another number are those of another page.
      const key = line.replace(/\d+/g, '#')
      if (!pageWords.test(line) && !different.has(key) && different.size < mostDifferent) different.set(key, line)
    }
    if (different.size === 0) continue
    writer.labelled(name)
    for (const line of different.values()) writer.paragraph(`[${name}] ${line}`)
    writer.labelled(undefined)
  }
}
