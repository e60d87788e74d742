import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { DocumentRow } from '../catalog/documentRows'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

type Named = Pick<DocumentRow, 'sha256' | 'next_sha256'> & Partial<Pick<DocumentRow, 'pages_key'>>

/** Letters of a SHA-256 in hex: the name of an original, and the beginning of the name of every file of its pages. */
const hashLength = 64

/** Where the original of a document lies. Throws FILE_MISSING. */
export function originalOf({ name, stored, sha256, origin }: DocumentRow, { paths }: Pick<OpenWorkspace, 'paths'>): string {
  const path = stored ? join(paths.sources, sha256) : origin
  if (path && sha256 !== '') return path
  throw new AppError('FILE_MISSING', `The original of ${name} is not kept: it could not be read when it was added.`)
}

/** Removes originals and pages, finished or not, that these rows named and no document needs any more. */
export function forgetUnusedFiles(rows: readonly Named[], workspace: OpenWorkspace): void {
  const { documents, paths } = workspace
  const named = rows.flatMap((row) => [row.sha256, row.next_sha256 ?? '']).filter((sha256) => sha256 !== '')
  const unused = new Set(named.filter((sha256) => !documents.usesSource(sha256)))
  for (const sha256 of unused) rmSync(join(paths.sources, sha256), { force: true })
  if (unused.size > 0) {
    for (const name of readdirSync(paths.pages)) if (unused.has(name.slice(0, hashLength))) rmSync(join(paths.pages, name), { force: true })
  }
  for (const { pages_key: key } of rows) if (key && !documents.usesPages(key)) rmSync(join(paths.pages, key), { force: true })
}

/** Removes copies that were broken off. Nothing may be copying into the workspace. */
export function sweepUnfinished({ paths }: Pick<OpenWorkspace, 'paths'>): void {
  for (const folder of [paths.sources, paths.pages]) {
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
  }
}

/**
 * Removes originals and pages that no document needs: a host that was killed after a document had changed or gone did not get to it.
 * Only for a catalogue that knows every document, and while nothing is being added.
 */
export function sweepUnused({ documents, paths }: Pick<OpenWorkspace, 'documents' | 'paths'>): void {
  const needed = new Set(documents.all().flatMap((row) => [row.sha256, row.next_sha256 ?? '']))
  for (const folder of [paths.sources, paths.pages]) {
    for (const name of readdirSync(folder)) {
      if (/^[0-9a-f]{64}/.test(name) && !needed.has(name.slice(0, hashLength))) rmSync(join(folder, name), { force: true })
    }
  }
}
