import type { Anchor } from '../../contract/documents'
import type { Format } from '../format'
import { plainPage, type Block, type Page } from '../page'
import { jsonBlocks, longest } from './json/jsonBlocks'
import { looksLikeJson } from './json/looksLikeJson'
import { isMinified, reindent, withoutEscapes } from './json/readableJson'
import { readTextFile } from './text/decodeText'

const extensions = new Set('json geojson jsonc json5 webmanifest har ipynb topojson map avsc'.split(' '))
/** A value a line. */
const rows = new Set(['jsonl', 'ndjson', 'jsonlines'])

/**
 * JSON as its lines, called by their paths; a file without lines is put in lines and cited by paths. JSON Lines are a block a line.
 * What is not quite JSON is read all the same.
 */
export const format: Format = {
  id: 'json',
  mediaType: 'application/json',
  place: 'lines',
  recognises(head) {
    if (head.encoding === null || head.detected) return 0
    if (extensions.has(head.extension) || rows.has(head.extension)) return 3
    return looksLikeJson(head) ? 2 : 0
  },
  async open({ path, head }) {
    const page = readJson(withoutEscapes(await readTextFile(path, head.encoding)), head.extension)
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: page.text.trim() === '' }),
      close: async () => {},
    }
  },
}

function readJson(text: string, extension: string): Page {
  if (rows.has(extension) || areRows(text)) return { ...plainPage(1, text, rowBlocks(text)), firstLine: 1 }
  if (text.length > longest || !isMinified(text)) return { ...plainPage(1, text, jsonBlocks(text)), firstLine: 1 }
  const lines = reindent(text)
  const blocks = jsonBlocks(lines)
  // Its lines are ours: what can be found again in the file is the path.
  const anchors = blocks.map(({ start, label }): Anchor => ({ start, place: { kind: 'part', part: label ?? '$' } }))
  return { ...plainPage(1, lines, blocks), ...(anchors.length > 0 ? { anchors } : {}) }
}

/** Whether every line of the beginning is a value by itself. */
function areRows(text: string): boolean {
  const lines = text
    .slice(0, 64 * 1024)
    .split('\n')
    .slice(0, 20)
  if (lines.length < 2 || text.length > 64 * 1024) lines.pop()
  const filled = lines.filter((line) => line.trim() !== '')
  return filled.length > 1 && filled.every((line) => /^\s*[{[].*[}\]]\s*$/.test(line))
}

function rowBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    if (text.slice(start, end).trim() !== '') blocks.push({ kind: 'code', start, end })
    start = end + 1
  }
  return blocks
}
