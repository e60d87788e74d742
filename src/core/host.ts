import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Contract } from '../contract'
import type { HostCheck } from '../contract/host'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext, CoreOptions } from './context'
import { lowDiskBytes } from './workspaces/diskSpace'
import { languagesFolder, readLanguageFiles } from './languageFiles'

/** Oldest Node that runs every part (better-sqlite3 13 and LanceDB 0.39 ask for it). */
const oldestNode = 22

/** As Tesseract calls them. */
const languagesOnBoard = 'on board: eng, deu, fra, spa, ita, por, nld'

/** The host of the contract: who answers, and whether everything it needs is there. */
export function createHost(core: CoreContext): Handlers<Contract>['host'] {
  return {
    info: async () => ({ version: core.options.version, kind: core.options.kind, pid: process.pid, data: core.options.data }),
    doctor: async () => {
      const checks = [
        nodeCheck(),
        ...packageChecks(core.options.workerEntry),
        dataCheck(core.options),
        diskCheck(core.options),
        await languagesCheck(core.options),
        samplesCheck(core.options),
        secretsCheck(core.options),
        electronCheck(core.options.workerEntry),
      ]
      return { ok: checks.every((check) => check.ok || !check.required), checks }
    },
  }
}

function nodeCheck(): HostCheck {
  const ok = Number(process.versions.node.split('.')[0]) >= oldestNode
  return {
    name: 'Node.js',
    ok,
    required: true,
    message: ok ? process.version : `${process.version} is too old: start Carrel with npm start, which brings its own.`,
  }
}

function packageChecks(from: string): HostCheck[] {
  const require = createRequire(from)
  const needed = [
    { name: 'Catalogue (SQLite)', module: 'better-sqlite3' },
    { name: 'Index (LanceDB)', module: '@lancedb/lancedb' },
    { name: 'PDF reader (PDFium)', module: '@hyzyla/pdfium' },
    { name: 'Text recognition (Tesseract)', module: 'tesseract.js' },
    { name: 'Text recognition: English', module: '@tesseract.js-data/eng/package.json' },
    { name: 'Images (sharp)', module: 'sharp' },
  ]
  return needed.map(({ name, module }) => {
    try {
      return { name, ok: true, required: true, message: dirname(require.resolve(module)) }
    } catch {
      return { name, ok: false, required: true, message: `The package ${module} is missing. Run npm ci in the folder of Carrel.` }
    }
  })
}

function dataCheck({ data }: CoreOptions): HostCheck {
  try {
    accessSync(data, constants.R_OK | constants.W_OK)
    return { name: 'Data folder', ok: true, required: true, message: data }
  } catch {
    return {
      name: 'Data folder',
      ok: false,
      required: true,
      message: `${data} cannot be written. Check its permissions, or choose another folder with --data.`,
    }
  }
}

function diskCheck({ data }: CoreOptions): HostCheck {
  const { bavail, bsize } = statfsSync(data)
  const free = bavail * bsize
  const ok = free > lowDiskBytes
  const gigabytes = (free / 2 ** 30).toFixed(1)
  return {
    name: 'Disk space',
    ok,
    required: false,
    message: ok ? `${gigabytes} GB free` : `Only ${gigabytes} GB free: make room before a large import.`,
  }
}

async function languagesCheck({ data }: CoreOptions): Promise<HostCheck> {
  const { usable, refused } = await readLanguageFiles(data)
  const added = Object.keys(usable)
  const faults = refused.map(({ name, reason }) => `${name} is not used: ${reason}.`)
  const own = added.length > 0 ? `added: ${added.join(', ')}` : `more in ${languagesFolder(data)}`
  return {
    name: 'Text recognition: languages',
    ok: refused.length === 0,
    required: false,
    message: [`${languagesOnBoard}; ${own}`, ...faults].join('. '),
  }
}

function samplesCheck({ resources }: CoreOptions): HostCheck {
  const ok = existsSync(join(resources, 'samples', 'questions.json'))
  return {
    name: 'Sample documents',
    ok,
    required: false,
    message: ok ? join(resources, 'samples') : 'Not in this copy; everything else works.',
  }
}

function secretsCheck({ secrets }: CoreOptions): HostCheck {
  const ok = secrets.available()
  return {
    name: 'Store for keys',
    ok,
    required: false,
    message: ok ? 'available' : 'No safe place for keys: models that need one cannot be saved.',
  }
}

function electronCheck(from: string): HostCheck {
  const require = createRequire(from)
  try {
    const folder = dirname(require.resolve('electron/package.json'))
    const ok = existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist'))
    return {
      name: 'Desktop window (Electron)',
      ok,
      required: false,
      message: ok
        ? folder
        : 'Electron’s binary is not here: the window opens in the browser. `npx install-electron` fetches it where the network allows.',
    }
  } catch {
    return {
      name: 'Desktop window (Electron)',
      ok: false,
      required: false,
      message: 'Not part of this installation: the window opens in the browser.',
    }
  }
}
