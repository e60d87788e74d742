/** A part shorter than this is joined to the next. */
const leastPart = 100
const mostPart = 400

const border = /(?<=[.!?;:]["”')\]]?)\s+|\n+/gu

/** A text in parts of a sentence or a few lines, as they are compared with a query: a passage is about more than one thing. */
export function cutIntoParts(text: string): string[] {
  const parts: string[] = []
  let open = ''
  const close = () => {
    if (open.trim()) parts.push(open)
    open = ''
  }
  for (const sentence of text.split(border)) {
    for (let at = 0; at < sentence.length || at === 0; at += mostPart) {
      const piece = sentence.slice(at, at + mostPart)
      if (open.length + piece.length > mostPart) close()
      open = open ? `${open} ${piece}` : piece
      if (open.length >= leastPart) close()
    }
  }
  close()
  return parts
}
