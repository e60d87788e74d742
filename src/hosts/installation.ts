import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json'

/** Where the parts of this installation are: the built bundles, found from this file whether it is bundled itself or not. */
export function installation(): { version: string; workerEntry: string; rendererFolder: string; resources: string } {
  const root = rootAbove(dirname(fileURLToPath(import.meta.url)))
  const out = join(root, 'out')
  return {
    version: manifest.version,
    workerEntry: join(out, 'main', 'worker.js'),
    rendererFolder: join(out, 'renderer'),
    resources: join(root, 'resources'),
  }
}

/** The nearest folder upwards that holds the built bundles. */
function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'out', 'main', 'worker.js'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('The built parts of Carrel were not found. Run npm run build.')
  return rootAbove(parent)
}
