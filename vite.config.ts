import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { BaseSequencer } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** Settings every bundle and the tests share. */
export const shared = {}

export const rendererPlugins = () => [react(), tailwindcss(), pdfAssets()]

/** Puts what pdf.js loads while it works under pdfjs/: character maps, standard fonts and image decoders. */
function pdfAssets(): Plugin {
  const home = resolve(import.meta.dirname, 'node_modules/pdfjs-dist')
  const wanted = ['cmaps', 'standard_fonts', 'wasm'].flatMap((folder) =>
    readdirSync(join(home, folder))
      .filter((name) => !/quickjs|nowasm/i.test(name))
      .map((name) => `${folder}/${name}`),
  )
  return {
    name: 'carrel:pdf-assets',
    apply: 'build',
    generateBundle() {
      for (const name of wanted) this.emitFile({ type: 'asset', fileName: `pdfjs/${name}`, source: readFileSync(join(home, name)) })
    },
  }
}

/** Writes packages.json beside a bundle: the packages whose code went into it, for the list of licences. */
export function listPackages(): Plugin {
  return {
    name: 'carrel:list-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
      const inBundle = [...this.getModuleIds()].filter((id) => modules.includes(id) || /\.css(\?|$)/.test(id))
      const packages = new Set(inBundle.flatMap((id) => packagePath(id) ?? []))
      this.emitFile({ type: 'asset', fileName: 'packages.json', source: JSON.stringify([...packages].sort()) })
    },
  }
}

/** Path of the package a module belongs to, from the project's folder; null for our own. */
function packagePath(id: string): string | null {
  const path = relative(import.meta.dirname, id.replace(/^\0/, '').split('?')[0] ?? '')
    .split(sep)
    .join('/')
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null
}

/** Writes files.json beside the built page: the only files a host may serve. */
export function listFiles(): Plugin {
  return {
    name: 'carrel:list-files',
    apply: 'build',
    writeBundle({ dir }) {
      if (!dir) throw new Error('The window is built into a folder.')
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((name) => name !== 'files.json' && name !== 'packages.json')
        .sort()
      writeFileSync(join(dir, 'files.json'), JSON.stringify(files))
    },
  }
}

/** The one small file that takes long begins at once: by size it came last, and nothing ran beside it for nearly two minutes. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
    const rank = (file: (typeof files)[number]) => (file.moduleId.endsWith('hostile.corpus.test.ts') ? 0 : 1)
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  ...shared,
  test: {
    sequence: { sequencer: LongestFirst },
    include: ['src/**/*.test.{ts,tsx}', 'electron/**/*.test.ts', 'scripts/**/*.test.ts'],
    alias: { electron: resolve(import.meta.dirname, 'electron/testing/electronRecorder.ts') },
    pool: 'forks',
    maxWorkers: 2,
    // Generous, for a shared machine may stand still for seconds; a test that hangs still ends. For the same reason a check that nobody
    // watches tries once more, and names what it had to try twice.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: process.env['CI'] ? 1 : 0,
    globalSetup: ['scripts/buildForTests.mjs'],
  },
})
