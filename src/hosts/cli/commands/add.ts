import type { SourceRef } from '../../../contract/documents'
import type { JobDocument } from '../../../contract/jobs'
import { type Command, exitCodes } from '../command'
import { followJob } from '../followJob'
import { readableTime, table } from '../output'
import { allowFlags, oneOf, usage } from '../parseCommand'

export const command: Command = {
  usage: 'add NAME PATH… [--ocr auto|off|force]',
  about: 'Read files and folders into a workspace, and wait for them',
  processJobs: true,
  run: async (client, words, context) => {
    allowFlags(context.line, 'ocr')
    const [workspace, ...paths] = words
    if (!workspace) throw usage('The name of the workspace is missing.')
    if (paths.length === 0) throw usage('Name at least one file or folder to add.')
    const ocr = oneOf(context.line.flags.ocr, 'ocr', ['auto', 'off', 'force'] as const)
    const sources = paths.map((path) => toSource(path, context.resolvePath))
    const { job } = await client.documents.add({ workspace, sources, ...(ocr ? { ocr } : {}) })
    const ended = await followJob({ workspace, job }, { client, output: context.output, signal: context.signal })
    return reportAdded(ended.result as { documents: JobDocument[]; elapsedMs: number }, context.output)
  },
}

function toSource(path: string, resolvePath: (path: string) => string): SourceRef {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw usage('Adding web pages is not part of this version of Carrel. Save the page as a file and add that.')
  if (path.trim() === '') throw usage('One of the paths is empty. Is a variable of your shell not set?')
  return { kind: 'path', path: resolvePath(path) }
}

/** Prints what became of the documents of an `add` or `retry`, and gives the exit code. */
export function reportAdded(
  { documents, elapsedMs }: { documents: JobDocument[]; elapsedMs: number },
  output: Parameters<Command['run']>[2]['output'],
): number {
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
  const good = totals.ready + totals.readyPartly
  return good === totals.documents ? exitCodes.done : exitCodes.someFailed
}
