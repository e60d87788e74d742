import type { Block } from '../../page'
import { jsonTokens } from './tokens'

/** Longest text that is taken apart, in characters. */
export const longest = 32 * 1024 * 1024

/** Values longer than this are told apart by what is in them. */
const unit = 1_200

/** A list or object. */
interface Container {
  parent: Container | null
  /** Key or index in the parent; '' for what stands at the top. */
  name: string | number
  start: number
  end: number
  /** Values so far, of a list. */
  count: number
  isList: boolean
  path?: string
}

/** The blocks of JSON, called by their path such as `users[3].address`: whole values of a few lines, larger ones by what is in them. */
export function jsonBlocks(text: string): Block[] {
  if (text.length > longest) return [{ kind: 'code', start: 0, end: text.length }]
  const owners = lineOwners(text)
  const blocks: Block[] = []
  let last: Container | null | undefined
  for (const { start, end, owner } of owners) {
    const whole = owner && unitOf(owner)
    const block = blocks.at(-1)
    if (block && whole === last) block.end = end
    else blocks.push(blockOf(start, end, whole))
    last = whole
  }
  return blocks
}

function blockOf(start: number, end: number, owner: Container | null): Block {
  const label = owner ? pathOf(owner) : ''
  return { kind: 'code', start, end, ...(label ? { label } : {}) }
}

/** The outermost value around a container that is no longer than a unit; the container itself where it is longer. */
function unitOf(container: Container): Container {
  let whole = container
  while (whole.parent && whole.parent.end - whole.parent.start <= unit) whole = whole.parent
  return whole
}

/** Longest label, in characters: keys may be whole sentences. */
const longestLabel = 160

function pathOf(container: Container): string {
  const { parent, name } = container
  if (container.path !== undefined) return container.path
  const above = parent ? pathOf(parent) : ''
  const step =
    typeof name === 'number' ? `[${name}]` : /^[\w$-]+$/.test(name) ? (above ? `.${name}` : name) : name === '' ? '' : `["${name}"]`
  container.path = (above + step).slice(0, longestLabel)
  return container.path
}

interface OwnedLine {
  start: number
  end: number
  owner: Container | null
}

/** Every line that holds anything, with the list or object that its first value belongs to; closing lines go with the one before. */
function lineOwners(text: string): OwnedLine[] {
  const lines: OwnedLine[] = []
  let open: Container | null = null
  let key: string | number = ''
  let depth = 0
  let lineEnd = -1
  let line: OwnedLine | null = null
  let tops = 0
  for (const { kind, start, end } of jsonTokens(text)) {
    if (start > lineEnd) {
      const found = text.indexOf('\n', start)
      lineEnd = found < 0 ? text.length : found
      line = { start, end: start, owner: kind === 'close' || kind === 'comma' ? (lines.at(-1)?.owner ?? open) : open }
      lines.push(line)
    }
    line!.end = end
    if (kind === 'open' && depth < 400) {
      const name: string | number = open ? (open.isList ? open.count : key) : tops++ > 0 ? tops - 1 : ''
      open = { parent: open, name, start, end: text.length, count: 0, isList: text[start] === '[' }
      // The line that names a value belongs to it.
      if (start - line!.start < 320 && /^("(?:[^"\\]|\\.)*"\s*:\s*)?$/.test(text.slice(line!.start, start))) line!.owner = open
      depth++
      key = ''
    } else if (kind === 'open') depth++
    else if (kind === 'close') {
      if (depth <= 400 && open) {
        open.end = end
        open = open.parent
      }
      depth = Math.max(0, depth - 1)
    } else if (kind === 'string' && open && !open.isList && key === '') key = text.slice(start + 1, Math.max(start + 1, end - 1))
    else if (kind === 'comma') {
      if (open?.isList) open.count++
      key = ''
    }
    // A string may go past the end of the line it began on only where the file is damaged.
    if (end > lineEnd) lineEnd = end
  }
  return lines
}
