import { statSync } from 'node:fs'
import type { SourceRef } from '../../../contract/documents'
import type { JobDocument } from '../../../contract/jobs'
import { type Command, exitCodes } from '../command'
import { followJob } from '../followJob'
import { readableTime, table } from '../output'
import { allowFlags, oneOf, usage } from '../parseCommand'
import { watchFolder } from './watch'

/** What an ended `add` or `retry` did. */
export interface Added {
  documents: JobDocument[]
  elapsedMs: number
}

export const command: Command = {
  usage: 'add NAME PATH|URL… [--ocr auto|off|force] [--language L] [--watch]',
  about: 'Read files, folders and web pages into a workspace, and wait for them; --watch keeps it in step with folders',
  processJobs: true,
  run: async (client, words, context) => {
    const { line, output, signal, resolvePath } = context
    allowFlags(line, 'ocr', 'language', 'watch')
    const [workspace, ...named] = words
    if (!workspace) throw usage('The name of the workspace is missing.')
    if (named.length === 0) throw usage('Name at least one file, folder or web address to add.')
    const ocr = oneOf(line.flags.ocr, 'ocr', ['auto', 'off', 'force'] as const)
    const options = ocr ? { ocr } : {}
    const sources = named.map((word) => toSource(word, line.flags.language, resolvePath))
    const folders = line.flags.watch ? sources.filter(isFolder) : []
    if (line.flags.watch && folders.length === 0) throw usage('--watch takes folders, and none of these is a folder that is there.')
    const added: Added[] = []
    for (const { path } of folders) added.push(await watchFolder({ workspace, path, ...options }, client, context))
    const others = sources.filter((source) => !folders.includes(source as Folder))
    if (others.length > 0) {
      const { job } = await client.documents.add({ workspace, sources: others, ...options })
      added.push((await followJob({ workspace, job }, { client, output, signal })).result as Added)
    }
    return reportAdded(
      { documents: added.flatMap(({ documents }) => documents), elapsedMs: added.reduce((total, { elapsedMs }) => total + elapsedMs, 0) },
      output,
    )
  },
}

type Folder = Extract<SourceRef, { kind: 'path' }>

function isFolder(source: SourceRef): source is Folder {
  return source.kind === 'path' && (statSync(source.path, { throwIfNoEntry: false })?.isDirectory() ?? false)
}

function toSource(word: string, language: string | undefined, resolvePath: (path: string) => string): SourceRef {
  if (/^https?:\/\//i.test(word)) return { kind: 'url', url: word, ...(language ? { language } : {}) }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(word)) throw usage(`Only http and https addresses can be added, not “${word}”.`)
  if (word.trim() === '') throw usage('One of the paths is empty. Is a variable of your shell not set?')
  return { kind: 'path', path: resolvePath(word) }
}

/** Prints what became of the documents of an `add` or `retry`, and gives the exit code. */
export function reportAdded({ documents, elapsedMs }: Added, output: Parameters<Command['run']>[2]['output']): number {
  const totals = {
    documents: documents.length,
    ready: documents.filter((one) => one.status === 'ready').length,
    readyPartly: documents.filter((one) => one.status === 'ready-partly').length,
    needsPassword: documents.filter((one) => one.status === 'needs-password').length,
    failed: documents.filter((one) => one.status === 'failed').length,
    cancelled: documents.filter((one) => one.status === 'cancelled').length,
    pages: documents.reduce((sum, one) => sum + one.pages, 0),
    passages: documents.reduce((sum, one) => sum + one.passages, 0),
  }
  output.result({ added: documents, totals, elapsedMs }, () => [
    ...table(documents.map((one) => [one.status, one.name, `${one.pages} p.`, one.message ?? ''])),
    `${totals.documents} documents, ${totals.pages} pages, ${totals.passages} passages in ${readableTime(elapsedMs)}`,
  ])
  if (totals.ready + totals.readyPartly === totals.documents) return exitCodes.done
  // What has no document was asked for by mistake: where it is all there was, nothing was done.
  return documents.every((one) => one.document === '') ? exitCodes.nothingDone : exitCodes.someFailed
}
