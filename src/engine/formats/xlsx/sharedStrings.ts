import { streamXml } from '../sheets/streamXml'
import type { TextStore } from '../sheets/textStore'

/**
 * Reads the shared texts into `strings`; pronunciations are left out. Throws what streamXml throws: where the part is damaged, what came
 * before holds.
 */
export async function readSharedStrings(strings: TextStore, chunks: AsyncIterable<Buffer>, { part }: { part: string }): Promise<void> {
  let text = ''
  let inText = false
  let inPhonetic = false
  const reading = streamXml(
    chunks,
    {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 't') inText = !inPhonetic
        else if (name === 'rPh') inPhonetic = true
      },
      close(name) {
        if (name === 't') inText = false
        else if (name === 'rPh') inPhonetic = false
        else if (name === 'si') strings.add(unescaped(text))
      },
      text(piece) {
        if (inText) text += piece
      },
    },
    { part },
  )
  // What is found goes straight into the strings; there is nothing to take between pieces.
  for await (const _ of reading);
}

/** Characters that XML cannot hold are written as _x000D_ in workbooks. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text
}
