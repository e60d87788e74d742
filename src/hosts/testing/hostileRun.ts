import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Document } from '../../contract/documents'
import { finalJobStates } from '../../contract/jobs'
import { acquireDataLock } from '../../core/dataLock'
import { spawnChild } from '../spawnChild'
import { startHost } from '../startHost'

/*
 * Documents made to do harm, added to a real host with real workers, one by one; what becomes of each in the words of the corpus's manifest.
 */

/** Where the evaluation corpus is, and whether it is there. */
export const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
export const hasHostileCorpus = existsSync(join(corpus, 'hostile/dev/manifest.tsv'))

/** A line of a manifest: what a file must and must not lead to. */
export interface HostileRow {
  file: string
  expect: string
  probe: string
  never: string
  password: string
}

/** The lines of the manifest of a set, e.g. `hostile/dev`. */
export function hostileRows(set: string): HostileRow[] {
  const [head = '', ...lines] = readFileSync(join(set, 'manifest.tsv'), 'utf8').replace(/\n+$/, '').split('\n')
  const columns = head.split('\t')
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i], cell])) as unknown as HostileRow)
}

export interface Outcome {
  /** text, text-partial, encrypted, ocr-empty or error:…, for the document that was added. */
  kind: string
  /** Everything that was read of it and of what lies in it, without the hidden text. */
  text: string
  /** Whether any page was recognised. */
  recognised: boolean
  message: string
  ms: number
}

export interface HostileHost {
  /** Adds a file and waits for its end; with a password where it asks for one. */
  add(path: string, password?: string): Promise<Outcome>
  /** Adds a whole folder, waits for the end of all of it, and takes it out again. */
  addFolder(path: string): Promise<Document[]>
  /** Connections and programs that were tried, one line each. */
  attempts(): string[]
  /** Files beside the data folder, the only place where anything may appear. */
  strayFiles(): string[]
  close(): Promise<void>
}

/** A host on a new data folder whose workers' ways out are noted and refused. */
export async function openHostileHost(): Promise<HostileHost> {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-hostile-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  const networkLog = join(folder, 'network.jsonl')
  const guard = pathToFileURL(resolve(import.meta.dirname, '../../../e2e/networkGuard.mjs')).href
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  const env = { CARREL_NETWORK_LOG: networkLog }
  const spawnWorker = spawnChild({ env, execArgv: [`--import=${guard}`] })
  const host = await startHost(lock, { data, kind: 'cli', port: 0, log: () => {}, spawnWorker })
  const workspace = 'hostile'
  await host.client.workspaces.create({ name: workspace })

  const ended = async (job: string): Promise<void> => {
    for await (const next of await host.client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return
  }
  const library = async () => (await host.client.documents.list({ workspace, limit: 10_000 })).documents
  // What was added before stays: taking it out again would take as long as reading it.
  const before = new Set<string>()
  const added = async () => (await library()).filter(({ id }) => !before.has(id))
  const remove = async (documents: string[]) => ended((await host.client.documents.remove({ workspace, documents })).job)

  const visibleText = async (documents: readonly Document[]): Promise<string> => {
    let text = ''
    for (const { id, status } of documents) {
      if (status !== 'ready' && status !== 'ready-partly') continue
      for (const page of (await host.client.documents.text({ workspace, document: id })).pages) {
        let at = 0
        for (const { start, end } of page.hidden ?? []) {
          text += page.text.slice(at, Math.max(at, start))
          at = Math.max(at, end)
        }
        text += `${page.text.slice(at)}\n`
      }
    }
    return text
  }

  return {
    async add(path, password) {
      const startedAt = performance.now()
      const { job } = await host.client.documents.add({ workspace, sources: [{ kind: 'path', path }] })
      await ended(job)
      let documents = await added()
      const first = documents.find((one) => !one.parent)
      if (first?.status === 'needs-password' && password) {
        await ended((await host.client.documents.unlock({ workspace, document: first.id, password })).job)
        documents = await added()
      }
      const own = documents.find((one) => !one.parent)
      const wasLocked = first?.status === 'needs-password'
      const kind = own ? (wasLocked && (own.status !== 'needs-password' || !password) ? 'encrypted' : kindOf(own)) : 'none'
      const text = await visibleText(documents)
      const recognised = documents.some((one) => one.coverage.recognised > 0)
      const ms = Math.round(performance.now() - startedAt)
      for (const { id } of documents) before.add(id)
      return { kind, text, recognised, message: own?.message ?? '', ms }
    },
    async addFolder(path) {
      const { job } = await host.client.documents.add({ workspace, sources: [{ kind: 'path', path }] })
      await ended(job)
      const documents = await added()
      await remove(documents.filter((one) => !one.parent).map((one) => one.id))
      return documents
    },
    attempts: () =>
      existsSync(networkLog)
        ? readFileSync(networkLog, 'utf8')
            .split('\n')
            .filter((line) => line !== '' && !line.includes('"kind":"guarded"'))
        : [],
    strayFiles: () => [
      ...readdirSync(folder).filter((name) => !['data', 'network.jsonl'].includes(name)),
      ...readdirSync(tmpdir()).filter((name) => /evil\.txt|hostile-slip-/.test(name)),
    ],
    async close() {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How a document ended, in the words of the manifest. */
function kindOf({ status, code, coverage, message }: Document): string {
  if (status === 'ready') return coverage.read === 0 && coverage.recognised > 0 ? 'ocr' : 'text'
  if (status === 'ready-partly') return 'text-partial'
  if (status === 'needs-password') return 'encrypted'
  if (status !== 'failed' || !message) return `${status} without a reason`
  if (code === 'DOCUMENT_NO_TEXT') return 'ocr-empty'
  const kinds: Record<string, string> = {
    READER_TIMEOUT: 'too-large',
    READER_MEMORY: 'too-large',
    READER_CRASHED: 'corrupt',
    FORMAT_UNSUPPORTED: 'unsupported',
    NOT_A_FILE: 'not-a-regular-file',
    TEXT_ENCODING: 'encoding',
  }
  return `error:${
    kinds[code ?? ''] ??
    (code ?? '')
      .replace(/^(DOCUMENT|FILE)_/, '')
      .toLowerCase()
      .replaceAll('_', '-')
  }`
}

/** Files that are read better than their manifest expects: a page that it calls blank is a picture of text. */
const readBetter = new Map([['pypdf__encrypted_doc_no_id.pdf', ['ocr']]])

/** What is wrong with an outcome; empty where it is one that the manifest allows. */
export function faultsOf(row: HostileRow, { kind, text, ms }: Outcome): string[] {
  const faults: string[] = []
  const allowed = [...row.expect.split('|'), ...(readBetter.get(row.file) ?? [])]
  const alike: Record<string, string[]> = { text: ['text', 'ocr'], 'text-partial': ['text-partial', 'text', 'ocr'], ocr: ['ocr', 'text'] }
  if (!allowed.some((one) => (alike[one] ?? [one]).includes(kind))) faults.push(`ended as ${kind}, expected ${row.expect}`)
  const isRead = ['text', 'text-partial', 'ocr', 'encrypted'].includes(kind)
  if (isRead && row.probe && (kind !== 'encrypted' || row.password)) {
    if (!plain(text).includes(plain(row.probe))) faults.push(`“${row.probe}” was not found`)
  }
  for (const one of row.never.split(';')) {
    if (one === '' || one === 'NET' || one.startsWith('FILE:')) continue
    if (text.includes(one.replace(/^ANSWER:/, ''))) faults.push(`${one} is in the text`)
  }
  if (ms > 60_000) faults.push(`took ${ms} ms`)
  return faults
}

const plain = (text: string) => text.replace(/\s+/g, ' ')

/** A file that must always be read, whatever came before it. */
export function goodFile(folder: string, number: number): string {
  const path = join(folder, `good-${number}.txt`)
  writeFileSync(path, `Good file number ${number}. Nothing is wrong with it.`)
  return path
}
