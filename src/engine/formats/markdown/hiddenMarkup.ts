import type { Block } from '../../page'
import { parseStyle } from '../html/styles'
import type { Hidden } from '../text/hiddenText'

/**
 * What the source of a Markdown text says and its rendering does not show: comments, and HTML that hides what is in it. In code it is
 * shown as it stands.
 */
export function hiddenMarkup(text: string, blocks: readonly Block[]): Hidden[] {
  if (!text.includes('<') && !text.includes(']:')) return []
  const prose = blocks.filter((block) => block.kind !== 'code')
  return prose.flatMap(({ start, end }) => {
    const source = text.slice(start, end)
    return [...comments(source), ...hidingElements(source)].map((one) => ({ ...one, start: one.start + start, end: one.end + start }))
  })
}

function comments(source: string): Hidden[] {
  const found: Hidden[] = []
  for (let at = source.indexOf('<!--'); at >= 0;) {
    const close = source.indexOf('-->', at + 4)
    const end = close < 0 ? source.length : close + 3
    if (!isInCode(source, at)) found.push({ start: at, end, reason: 'hidden in the document' })
    at = source.indexOf('<!--', end)
  }
  for (const { index, 0: line } of source.matchAll(/^ {0,3}\[(?:\/\/|comment)\]: *(?:#|<>)[^\n]*/gim))
    found.push({ start: index, end: index + line.length, reason: 'hidden in the document' })
  // The title of a link is shown by no more than a pointer over it, that of a definition nobody uses not at all.
  for (const { index, 0: line, 1: title = '' } of source.matchAll(linkTitle))
    found.push({
      start: index + line.lastIndexOf(title),
      end: index + line.lastIndexOf(title) + title.length,
      reason: 'hidden in the document',
    })
  return found
}

const linkTitle = /^ {0,3}\[(?!\/\/\]|comment\])[^\]^\n][^\]\n]{0,200}\]:[ \t]*\S{1,2000}[ \t]+("[^"\n]+"|'[^'\n]+'|\([^)\n]+\))[ \t]*$/gm

/** Whether a place stands between two backticks of its line. */
function isInCode(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - 500), at)
  return before.slice(before.lastIndexOf('\n') + 1).split('`').length % 2 === 0
}

const opening = /<([a-z][a-z\d]{0,15})\b([^<>]{1,1000})>/gi

function hidingElements(source: string): Hidden[] {
  const found: Hidden[] = []
  let after = 0
  for (const { 0: tag, 1: name = '', 2: attributes = '', index } of source.matchAll(opening)) {
    if (index < after || tag.endsWith('/>')) continue
    const reason = hides(attributes)
    if (!reason || isInCode(source, index)) continue
    after = endOf(source, name, index + tag.length)
    found.push({ start: index, end: after, reason })
  }
  return found
}

function hides(attributes: string): string | null {
  if (/(^|\s)hidden(\s|=|$)/i.test(attributes.replace(/"[^"]*"|'[^']*'/g, ''))) return 'hidden in the document'
  const style = /\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes)
  const { hidden, shown, visible, size, colour } = parseStyle(style?.[1] ?? style?.[2] ?? '')
  if (hidden || shown === false || visible === false) return hidden ?? 'hidden in the document'
  if (size && ('pixels' in size ? size.pixels < 2 : size.times < 0.1)) return 'too small to be seen'
  return colour === 'ffffff' && !/background/i.test(attributes) ? 'the colour of the page' : null
}

/** Behind the end tag that belongs to an element whose content begins at `from`; the end of the source where there is none. */
function endOf(source: string, name: string, from: number): number {
  const tags = new RegExp(`<(/?)${name}\\b[^<>]{0,1000}>`, 'gi')
  tags.lastIndex = from
  let depth = 1
  for (let tag = tags.exec(source); tag; tag = tags.exec(source)) {
    depth += tag[1] === '/' ? -1 : 1
    if (depth === 0) return tags.lastIndex
  }
  return source.length
}
