import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, relative, sep } from 'node:path'
import { AppError } from '../../contract/errors'
import type { CollectInput } from '../../contract/worker'
import { isLitter } from '../formats/zip/safeNames'
import { fileError } from './identify'

export interface ListedFile {
  path: string
  /** File name, or path within the folder that was added, with /. */
  name: string
  origin: string | null
  /** Why it cannot be taken, where listing it already showed that. */
  problem?: unknown
}

/**
 * The files below what was added, folders walked in the order of names. Links within a folder are not followed: what they lead to is found
 * under its own name, or is not of this folder and told so. What was named itself is never skipped.
 */
export async function* listFiles(sources: CollectInput['sources']): AsyncGenerator<ListedFile> {
  for (const source of sources) {
    const origin = source.origin === undefined ? source.path : source.origin
    const name = source.name ?? basename(source.path)
    try {
      const found = await stat(source.path)
      if (found.isDirectory()) yield* walk(source.path, source.origin)
      else yield { path: source.path, name, origin }
    } catch (error) {
      yield { path: source.path, name, origin, problem: fileError(error) }
    }
  }
}

async function* walk(root: string, origin: string | null | undefined): AsyncGenerator<ListedFile> {
  const folders: Buffer[] = [Buffer.from(root)]
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const inner: Buffer[] = []
    const { entries, problem } = await entriesOf(folder)
    if (problem) yield listed(folder, problem)
    for (const entry of entries) {
      if (isLitter(entry.name.toString())) continue
      const path = Buffer.concat([folder, Buffer.from(sep), entry.name])
      if (!isUtf8(entry.name)) yield listed(path, badName())
      else if (entry.isDirectory()) inner.push(path)
      else if (!entry.isSymbolicLink()) yield listed(path)
      else {
        const broken = await linkProblem(path.toString(), root)
        if (broken) yield listed(path, broken)
      }
    }
    folders.push(...inner.reverse())
  }
  function listed(path: Buffer, problem?: unknown): ListedFile {
    const from = origin === undefined ? path.toString() : origin
    return { path: path.toString(), name: nameWithin(root, path), origin: from, ...(problem ? { problem } : {}) }
  }
}

type RawEntry = Dirent<Buffer>

/** Entries with their names as bytes, for a name may be in any encoding. */
async function entriesOf(folder: Buffer): Promise<{ entries: RawEntry[]; problem?: unknown }> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
    return { entries: entries.sort((a, b) => Buffer.compare(a.name, b.name)) }
  } catch (error) {
    return { entries: [], problem: fileError(error) }
  }
}

/** Why a link is not taken; null where it leads to something of the same folder, which is found without it. */
async function linkProblem(path: string, root: string): Promise<unknown> {
  try {
    const target = await realpath(path)
    const within = relative(await realpath(root), target)
    if (!within.startsWith('..') && !isAbsolute(within)) return null
    return new AppError('NOT_A_FILE', 'This is a link to a place outside the folder that was added: add what it leads to itself.')
  } catch (error) {
    return fileError(error)
  }
}

function nameWithin(root: string, path: Buffer): string {
  return relative(root, path.toString()).split(sep).join('/')
}

function isUtf8(name: Buffer): boolean {
  return Buffer.from(name.toString()).equals(name)
}

function badName(): AppError {
  return new AppError('FILE_NAME', 'The name of the file is not valid Unicode: rename it and add it again.')
}
