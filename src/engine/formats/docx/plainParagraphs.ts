const token = /<w:(?:t|tab|br|cr)(?=[\s/>])[^>]*>([^<]*)|<\/w:(p|tc)>/g

/** The paragraphs of a Word document as HTML without any structure, for bodies nested deeper than a reader can follow. */
export function plainParagraphs(xml: string): string {
  const paragraphs: string[] = []
  let text = ''
  for (const [whole, content, closed] of xml.matchAll(token)) {
    if (closed) {
      if (text.trim() !== '') paragraphs.push(`<p>${text}</p>`)
      text = ''
    } else text += /^<w:t[\s>]/.test(whole) ? content : ' '
  }
  return paragraphs.join('\n')
}
