import type { Block } from '../../page'

/** The paragraphs of a plain message: lines between blank ones, with what is quoted apart from what is not. */
export function plainBody(text: string): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null as Block | null
  let at = 0
  for (const line of text.split('\n')) {
    const end = at + line.length
    const kind = /^ {0,3}>/.test(line) ? 'quote' : 'paragraph'
    if (line.trim() === '') open = null
    else if (open?.kind === kind) open.end = end
    else blocks.push((open = { kind, start: at, end }))
    at = end + 1
  }
  return blocks
}
