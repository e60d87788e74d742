import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identify } from '../../../ingest/identify'
import type { Child, Format } from '../../../format'
import type { Page } from '../../../page'
import { storeArchive } from './storeArchive'

/** An archive of parts as an office program would write them. */
export function officeFile(parts: Readonly<Record<string, string | Buffer>>): Buffer {
  return storeArchive(new Map(Object.entries(parts).map(([name, content]) => [name, Buffer.from(content)])))
}

/** The same file with the text of its XML parts changed; the archive must hold its parts as they are. */
export function renamedParts(file: Buffer, change: (xml: string) => string): Buffer {
  const parts: Record<string, string> = {}
  for (let at = 0; file.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameLength] = [file.readUInt32LE(at + 18), file.readUInt16LE(at + 26)]
    const start = at + 30 + nameLength
    parts[file.toString('utf8', at + 30, start)] = change(file.toString('utf8', start, start + size))
    at = start + size
  }
  return officeFile(parts)
}

const relationTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A part of relations; each is `id: [type, target]`, external where the target is an address. */
export function relations(named: Readonly<Record<string, readonly [type: string, target: string]>>): string {
  const all = Object.entries(named).map(([id, [type, target]]) => {
    const mode = /^\w+:\/\/|^\\\\/.test(target) ? ' TargetMode="External"' : ''
    return `<Relationship Id="${id}" Type="${type.includes('://') ? type : `${relationTypes}/${type}`}" Target="${target}"${mode}/>`
  })
  return `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`
}

export interface ReadFile {
  pages: Page[]
  /** What pages that failed said, by their number. */
  failures: Map<number, unknown>
  children: (Child & { bytes?: Buffer })[]
}

/** Reads all of a file with a format, as the pipeline would. */
export async function readFile(
  format: Format,
  bytes: Uint8Array,
  { name, password }: { name: string; password?: string },
): Promise<ReadFile> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-office-'))
  try {
    const path = join(folder, 'file')
    await writeFile(path, bytes)
    const signal = new AbortController().signal
    const document = await format.open({ path, head: await identify(path, name), ...(password ? { password } : {}) }, { signal })
    const result: ReadFile = { pages: [], failures: new Map(), children: [] }
    for (let page = 1; page <= document.pages; page++) {
      try {
        result.pages.push((await document.read(page, { signal })).page)
      } catch (error) {
        result.failures.set(page, error)
      }
    }
    for await (const child of document.children?.({ signal }) ?? []) {
      const pieces: Uint8Array[] = []
      if ('content' in child)
        for await (const piece of child.content instanceof Uint8Array ? [child.content] : child.content) pieces.push(piece)
      result.children.push({ ...child, ...('content' in child ? { bytes: Buffer.concat(pieces) } : {}) })
    }
    await document.close()
    return result
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The text of a page with hidden stretches between ⟦ and ⟧. */
export function shown(page: Page): string {
  let text = page.text
  for (const { start, end } of (page.hidden ?? []).toReversed())
    text = `${text.slice(0, start)}⟦${text.slice(start, end)}⟧${text.slice(end)}`
  return text
}
