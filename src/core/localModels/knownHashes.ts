import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { CatalogueModel } from './catalogue'
import type { Fetched } from './downloadFile'
import { modelsFolder } from './modelFolders'

/*
 * Files whose hash the catalogue does not know are taken as they come the first time. What they hashed to is kept, and whatever comes
 * under the same name later has to be that.
 */

const Hashes = z.record(z.string(), z.string())
const Whole = z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number(), checked: z.enum(['known', 'source', 'first']) }))

const hashesPath = (data: string) => join(modelsFolder(data), 'hashes.json')
const keyOf = ({ repository, revision }: CatalogueModel, path: string) => `${repository}/${path}@${revision}`

/** What a file of a model hashed to when it was first fetched here; undefined: it never was. */
export function earlierHashes(data: string): (model: CatalogueModel, path: string) => string | undefined {
  const earlier = read(hashesPath(data), Hashes) ?? {}
  return (model, path) => earlier[keyOf(model, path)]
}

/** The files of a download that are whole, by their path, as they are noted in its folder. */
export function wholeFiles(folder: string): { get(path: string): Fetched | undefined; add(path: string, fetched: Fetched): void } {
  const path = join(folder, 'whole.json')
  const whole = read(path, Whole) ?? {}
  return {
    get: (file) => whole[file],
    add: (file, fetched) => {
      whole[file] = fetched
      writeFileSync(path, JSON.stringify(whole))
    },
  }
}

/** Keeps what the files of a model hash to. */
export function noteHashes(model: CatalogueModel, fetched: readonly Fetched[], data: string): void {
  const path = hashesPath(data)
  mkdirSync(dirname(path), { recursive: true })
  const all = {
    ...read(path, Hashes),
    ...Object.fromEntries(model.files.map((file, i) => [keyOf(model, file.path), fetched[i]!.sha256])),
  }
  writeFileSync(path, JSON.stringify(all))
}

function read<T extends z.ZodType>(path: string, shape: T): z.output<T> | null {
  try {
    return existsSync(path) ? shape.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
  } catch {
    return null
  }
}
