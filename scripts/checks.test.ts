import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { cruise, fewestModules } from './checks.mjs'
import { inProject, projectNode } from './project.mjs'

/** A small tree outside of the project, with the project's settings beside it. */
function plant(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-planted-'))
  cpSync(inProject('tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
  cpSync(inProject('.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const empty = 'export {}\n'

test('the rules of who may import whom find each planted violation, and nothing else', async () => {
  const folder = plant({
    'src/contract/a.ts': "import '../engine/b'\n",
    'src/contract/clock.ts': "import 'node:fs'\n",
    'src/engine/b.ts': empty,
    'src/engine/answer/c.ts': empty,
    'src/engine/formats/one.ts': "import './two'\n",
    'src/engine/formats/two.ts': empty,
    'src/core/allowed.ts': "import '../engine/answer/c'\n",
    'src/core/d.ts': "import '../engine/b'\n",
    'src/renderer/e.tsx': "import '../core/d'\n",
    'src/rpc/f.ts': "import '../core/d'\n",
    'src/hosts/g.ts': "import '../worker/h'\nimport '../core/d'\n",
    'src/worker/h.ts': "import '../core/d'\nimport '../engine/b'\n",
    'electron/i.ts': "import '../src/engine/b'\nimport '../src/core/d'\n",
    'src/core/j.ts': "import './j.test'\n",
    'src/core/j.test.ts': "import '../engine/b'\n",
  })
  const { modules, violations } = await cruise(['src', 'electron'], { folder })
  expect(modules).toBe(15)
  expect(violations.map(({ from, to }: { from: string; to: string }) => `${from} → ${to}`).sort()).toEqual([
    'electron/i.ts → src/engine/b.ts',
    'src/contract/a.ts → src/engine/b.ts',
    'src/contract/clock.ts → fs',
    'src/core/d.ts → src/engine/b.ts',
    'src/core/j.ts → src/core/j.test.ts',
    'src/engine/formats/one.ts → src/engine/formats/two.ts',
    'src/hosts/g.ts → src/worker/h.ts',
    'src/renderer/e.tsx → src/core/d.ts',
    'src/rpc/f.ts → src/core/d.ts',
    'src/worker/h.ts → src/core/d.ts',
  ])
})

test('the project is seen whole: more modules are cruised than the canary asks for', async () => {
  const { modules } = await cruise(['electron', 'src'])
  expect(modules).toBeGreaterThan(fewestModules)
})

/** The rule names oxlint gives for one file of a planted tree. */
function lint(path: string, text: string) {
  const folder = plant({ [path]: text })
  const args = [inProject('node_modules/oxlint/bin/oxlint'), '--format', 'json', path]
  const result = spawnSync(projectNode()!, args, { cwd: folder, encoding: 'utf8' })
  return (JSON.parse(result.stdout) as { diagnostics: { code: string }[] }).diagnostics.map((diagnostic) => diagnostic.code)
}

const restricted = ['eslint(no-restricted-imports)']

test.each([
  ['electron/menu.ts', "import { ipcMain } from 'electron'\nipcMain.on('x', () => {})\n", restricted],
  ['electron/ipc.ts', "import { ipcMain } from 'electron'\nipcMain.on('x', () => {})\n", []],
  ['electron/ipc.ts', "import { BrowserWindow } from 'electron'\nnew BrowserWindow()\n", restricted],
  ['electron/menu.ts', "import { BrowserWindow } from 'electron'\nnew BrowserWindow()\n", restricted],
  ['electron/menu.ts', "import type { BrowserWindow } from 'electron'\nexport const f = (w: BrowserWindow) => w\n", []],
  ['electron/window.ts', "import { BrowserWindow } from 'electron'\nnew BrowserWindow()\n", []],
  ['electron/window.ts', "import { ipcMain } from 'electron'\nipcMain.on('x', () => {})\n", restricted],
  ['electron/main.ts', "import { fork } from 'node:child_process'\nfork('x')\n", restricted],
  ['electron/ipc.ts', "import { exec } from 'child_process'\nexec('x')\n", restricted],
  ['src/core/jobs.ts', 'console.log(1)\n', ['eslint(no-console)']],
  ['src/hosts/cli/main.ts', 'console.log(1)\n', []],
  ['src/contract/clock.ts', 'export const f = () => process.uptime()\n', ['eslint(no-restricted-globals)']],
  ['src/core/long.ts', 'export {}\n'.repeat(301), ['eslint(max-lines)']],
  ['src/core/left.ts', '// TODO: later\nexport {}\n', ['eslint(no-warning-comments)']],
])('%s is judged by its place: %j', (path, text, expected) => {
  expect(lint(path, text)).toEqual(expected)
})
