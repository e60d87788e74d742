import type { PageWriter } from '../docx/pageWriter'
import { ofType } from '../docx/relations'
import { below, child, textOf } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { besideSlide } from './besideSlide'
import type { Deck, Part } from './deck'
import { lineOf } from './textBody'

const both = new Set(['p:cm', 'p188:cm'])

/** Writes the comments on a slide with the names of their authors, answers behind what they answer. */
export async function writeComments(
  writer: PageWriter,
  { deck, slide }: { deck: Deck; slide: Part },
  context: { signal: AbortSignal },
): Promise<void> {
  const lines: string[] = []
  for (const { target } of ofType(slide.relations, 'comments')) {
    if (!deck.pack.has(target)) continue
    const authors = await deck.authors(context)
    const root = await besideSlide(deck, target, context)
    for (const comment of root ? below(root, both) : [])
      for (const one of [comment, ...below(comment, 'p188:reply')]) {
        const text = textOfComment(one)
        const author = authors.get(one.attributes.authorId ?? '')
        if (text !== '') lines.push(author ? `${author}: ${text}` : text)
      }
  }
  if (lines.length === 0) return
  writer.heading(2, 'Comments')
  for (const line of lines) writer.paragraph(line)
}

function textOfComment(comment: XmlElement): string {
  return (textOf(child(comment, 'p:text')) || lineOf(child(comment, 'p188:txBody'))).replace(/\s+/g, ' ').trim()
}
