import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPassages } from './passagesFile'
import { ingest } from './pipeline'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const set = join(corpus, 'hostile/dev')
const isThere = existsSync(join(set, 'manifest.tsv'))
if (!isThere) console.log(`Skipped: no hostile documents at ${set}; CARREL_CORPUS says where they are.`)

interface Row {
  file: string
  expect: string
  probe: string
  never: string
}

/** Documents of the formats this folder reads without PDFium and OCR, whatever they are called. */
const own = /\.(docx|html|md|txt|xml|csv|xlsx|eml)$|^(html|exe)-named\.pdf$/
const unread = /\.(gz|gguf)$/

function rows(): Row[] {
  if (!isThere) return []
  const [head, ...lines] = readFileSync(join(set, 'manifest.tsv'), 'utf8').trimEnd().split('\n')
  const columns = head!.split('\t')
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i], cell])) as unknown as Row)
}

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-hostile-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** How a document ended, in the words of the manifest, and all text that may be searched or put before a model. */
async function outcome(name: string): Promise<{ kind: string; text: string }> {
  const input = {
    document: name,
    name,
    file: join(set, 'files', name),
    sha256: name,
    pages: join(folder, 'pages'),
    staging: join(folder, 'staging'),
  }
  let text = ''
  try {
    for await (const event of ingest({ ...input, ocr: 'auto', embedder: 'hash' }, { signal: AbortSignal.timeout(20_000) })) {
      if (event.type === 'done') for await (const passage of readPassages(event.passagesFile)) text += `${passage.text}\n`
    }
    return { kind: 'text', text }
  } catch (error) {
    const { code } = error as { code: string }
    const kinds: Record<string, string> = {
      DOCUMENT_PASSWORD: 'encrypted',
      DOCUMENT_NO_TEXT: 'ocr-empty',
      FORMAT_UNSUPPORTED: 'error:unsupported',
    }
    return { kind: kinds[code] ?? code.replace('DOCUMENT_', 'error:').toLowerCase().replace('_', '-'), text }
  }
}

describe.skipIf(!isThere)('a document made to do harm', () => {
  const ours = rows().filter((row) => own.test(row.file))

  test.each(ours.map((row) => [row.file, row] as const))('%s ends as it should', async (name, row) => {
    const { kind, text } = await outcome(name)
    expect(row.expect.split('|')).toContain(kind)
    const probe = kind === 'text' ? row.probe : ''
    expect(text).toContain(probe)
    const forbidden = row.never.split(';').filter((one) => one !== '' && one !== 'NET' && !one.startsWith('FILE:'))
    for (const one of forbidden) expect(text).not.toContain(one.replace(/^ANSWER:/, ''))
  })

  test('of a format that is not read ends with a sentence, not as text', async () => {
    for (const name of readdirSync(join(set, 'files')).filter((file) => unread.test(file))) {
      expect((await outcome(name)).kind, name).toBe('error:unsupported')
    }
  })
})
