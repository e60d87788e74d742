import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type IndexRef, tableFolder } from './folder'

/*
 * Hashes of the files of the indices and of the newest manifest, kept beside the table. LanceDB never changes such a file once it is written
 * and checks none when it reads, so a changed byte makes passages unfindable although every row is whole. What is written between two
 * sealings is not covered.
 */

/** SHA-256 (first 32 hex digits) of each file below `_indices` by its path there with /, and of the newest manifest by `_versions/NAME`. */
type Seals = Record<string, string>

const versions = '_versions'

function sealsFile({ index, embedder }: IndexRef): string {
  return join(index, `${embedder}.seals`)
}

/** Takes files that are new into the seals and those that are gone out of them; what is sealed stays as it was sealed. */
export async function sealIndexFiles(ref: IndexRef): Promise<void> {
  const [before, files] = await Promise.all([readSeals(ref), listFiles(ref)])
  const seals: Seals = {}
  for (const file of files) seals[file] = before[file] ?? (await hashOf(ref, file))
  const path = sealsFile(ref)
  if (files.length === 0) return rm(path, { force: true })
  await writeFile(`${path}.new`, JSON.stringify(seals))
  await rename(`${path}.new`, path)
}

/** Sealed files that are no longer what they were, by their paths. Those LanceDB has removed since are not among them. */
export async function changedIndexFiles(ref: IndexRef): Promise<string[]> {
  const [seals, files] = await Promise.all([readSeals(ref), listFiles(ref)])
  const changed: string[] = []
  for (const file of files) if (seals[file] && seals[file] !== (await hashOf(ref, file))) changed.push(file)
  return changed
}

/** Forgets all seals, because the indices are built anew. */
export async function forgetSeals(ref: IndexRef): Promise<void> {
  await rm(sealsFile(ref), { force: true })
}

async function readSeals(ref: IndexRef): Promise<Seals> {
  try {
    return JSON.parse(await readFile(sealsFile(ref), 'utf8')) as Seals
  } catch {
    return {}
  }
}

/** Whether a sealed file is the manifest: the list of what the table holds. */
export function isManifest(file: string): boolean {
  return file.startsWith(`${versions}/`)
}

/** The manifest of the newest version: their numbers count down, so its name comes first. */
async function newestManifest(ref: IndexRef): Promise<string[]> {
  const names = await readdir(join(tableFolder(ref), versions)).catch(() => [])
  const [newest] = names.filter((name) => name.endsWith('.manifest')).sort()
  return newest ? [`${versions}/${newest}`] : []
}

async function listFiles(ref: IndexRef): Promise<string[]> {
  const folder = join(tableFolder(ref), '_indices')
  const uuids = await readdir(folder).catch(() => [])
  const names = await Promise.all(
    uuids.map(async (uuid) => {
      const isFolder = await stat(join(folder, uuid)).then((entry) => entry.isDirectory())
      return isFolder ? (await readdir(join(folder, uuid))).map((name) => `${uuid}/${name}`) : [uuid]
    }),
  )
  return [...names.flat().sort(), ...(await newestManifest(ref))]
}

/** Empty where it cannot be read. */
async function hashOf(ref: IndexRef, file: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    const path = isManifest(file) ? join(tableFolder(ref), file) : join(tableFolder(ref), '_indices', file)
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Uint8Array)
    return hash.digest('hex').slice(0, 32)
  } catch {
    return ''
  }
}
