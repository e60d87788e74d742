import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { callErrorCodes, documentErrorCodes } from '../src/contract/errors'

const folder = join(import.meta.dirname, '../docs')
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

test('troubleshooting has exactly one row for every error code and none for a code that does not exist', () => {
  const rows = [...read('troubleshooting.md').matchAll(/^\| `([A-Z_]+)` \|(.+)\|(.+)\|$/gm)]
  expect(rows.map(([, code]) => code).sort()).toEqual([...documentErrorCodes, ...callErrorCodes].sort())
  for (const [, , happened, advice] of rows) expect(Math.min(happened?.trim().length ?? 0, advice?.trim().length ?? 0)).toBeGreaterThan(5)
})

test('every link from one page to another leads to a page that exists', () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => ({ page, target: target as string })),
  )
  expect(links.length).toBeGreaterThan(8)
  expect(links.filter(({ target }) => !existsSync(join(folder, target)))).toEqual([])
})

test('every command of the command line stands on its page with each of its flags', () => {
  const commands = join(import.meta.dirname, '../src/hosts/cli/commands')
  const page = read('command-line.md').replaceAll('\\|', '|')
  const usages = readdirSync(commands)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => /usage: '([^\n]+)',$/m.exec(readFileSync(join(commands, name), 'utf8'))?.[1] ?? [])
  expect(usages.length).toBeGreaterThan(8)
  for (const usage of usages) {
    const [command] = usage.split(' ') as [string]
    expect(page, command).toMatch(new RegExp(`\`${command}\\b`))
    for (const flag of usage.match(/--[a-z-]+/g) ?? []) expect(page, `${command} ${flag}`).toContain(flag)
  }
})
