// What a graph of sources cannot see (globs, generated code) is looked for in the built bundles.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { inProject } from './project.mjs'

const heavy = [
  '@lancedb/lancedb',
  'apache-arrow',
  'onnxruntime-node',
  'tesseract.js',
  'sharp',
  '@napi-rs/canvas',
  '@hyzyla/pdfium',
  'node-llama-cpp',
]

/** Packages that must not be reached from an entry at all, and packages it must not load before it is asked to (`await import()` only). */
const rules = {
  'main.js': { never: heavy, late: [] },
  'cli.js': { never: ['electron', ...heavy], late: [] },
  'worker.js': { never: ['electron', 'better-sqlite3', 'ws'], late: heavy },
}

const staticImport = /(?:^|[;\n])\s*(?:import|export)\s*(?:[\w*${}\s,]+?\s*from\s*)?["']([^"']+)["']/g
const dynamicImport = /\bimport\(\s*["'`]([^"'`]+)["'`]\s*\)/g
const required = /\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g

/** What a built file names in imports: `{now, late}`. */
export function importsOf(code) {
  const now = [...code.matchAll(staticImport), ...code.matchAll(required)].map((match) => match[1])
  return { now, late: [...code.matchAll(dynamicImport)].map((match) => match[1]) }
}

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** The packages an entry loads at once (`now`) and all it can ever load (`ever`). */
export function packagesReached(entry) {
  const now = new Set()
  const ever = new Set()
  const seen = new Map()
  const visit = (path, atOnce) => {
    if (seen.get(path) || (seen.has(path) && !atOnce)) return
    seen.set(path, atOnce)
    const imports = importsOf(readFileSync(path, 'utf8'))
    for (const [specifiers, early] of [
      [imports.now, atOnce],
      [imports.late, false],
    ]) {
      for (const specifier of specifiers) {
        if (specifier.startsWith('.')) {
          const next = join(dirname(path), specifier)
          if (existsSync(next)) visit(next, early)
        } else {
          ever.add(packageOf(specifier))
          if (early) now.add(packageOf(specifier))
        }
      }
    }
  }
  visit(entry, true)
  return { now, ever }
}

function problemsOfEntries(folder) {
  return Object.entries(rules).flatMap(([name, { never, late }]) => {
    const path = join(folder, name)
    if (!existsSync(path)) return [`${path} was not built.`]
    const reached = packagesReached(path)
    return [
      ...never.filter((pack) => reached.ever.has(pack)).map((pack) => `${name} reaches ${pack}, which belongs in another process.`),
      ...late
        .filter((pack) => reached.now.has(pack))
        .map((pack) => `${name} loads ${pack} at start; use await import() where it is needed.`),
    ]
  })
}

/**
 * Addresses that may stand in the window's files: names of vocabularies, links that libraries put into messages, and stand-ins for a
 * base that are parsed and never fetched (oRPC, zod, pdf.js). The content policy refuses to fetch any of them.
 */
const allowedAddresses = [
  /^https?:\/\/www\.w3\.org\//,
  /^https?:\/\/(ns\.adobe\.com|www\.xfa\.org|json-schema\.org|www\.apache\.org\/licenses)\//,
  /^https:\/\/(react\.dev|reactjs\.org|fb\.me|github\.com|radix-ui\.com|zod\.dev|www\.i18next\.com|react\.i18next\.com|tailwindcss\.com|mozilla\.github\.io)(\/|$)/,
  /^https?:\/\/(orpc|example\.com|foo\.bar|\[\$\{\w+\}\])\/?$/,
  /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/,
]

/** Addresses in a text that are on no list. */
export function foreignAddresses(text, allowed = allowedAddresses) {
  const found = text.match(/https?:\/\/[a-z0-9[][^\s"'`<>)\\]*/gi) ?? []
  return [...new Set(found)].filter((address) => !allowed.some((pattern) => pattern.test(address)))
}

/** What the content policy would refuse in a page: script or style in the page itself, handlers in attributes. */
export function inlineCode(html) {
  const problems = []
  for (const [tag] of html.matchAll(/<script\b[^>]*>/gi)) if (!/\bsrc=/.test(tag)) problems.push(`inline script: ${tag}`)
  if (/<style\b/i.test(html)) problems.push('inline style')
  for (const [found] of html.matchAll(/<[^>]+\s(?:on\w+|style)\s*=/gi)) problems.push(`inline attribute: ${found}`)
  if (/javascript:/i.test(html)) problems.push('a javascript: address')
  return problems
}

function problemsOfWindow(folder) {
  if (!existsSync(join(folder, 'index.html'))) return [`${folder}/index.html was not built.`]
  const problems = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    if (!entry.isFile() || !['.html', '.js', '.mjs', '.css'].includes(extname(path))) continue
    const text = readFileSync(path, 'utf8')
    if (extname(path) === '.html') problems.push(...inlineCode(text).map((what) => `${entry.name}: ${what}`))
    problems.push(...foreignAddresses(text).map((address) => `${entry.name} names ${address}`))
  }
  return problems
}

/** Settings files and the lock name no registry, so that every user's own settings count. */
export function registryAddresses(text) {
  return [...text.matchAll(/"resolved":\s*"[^"]*"|^\s*(?:@[\w-]+:)?registry\s*=.*$/gm)].map((match) => match[0].trim())
}

function problemsOfSettings() {
  return ['package-lock.json', '.npmrc', 'package.json'].flatMap((name) =>
    registryAddresses(readFileSync(inProject(name), 'utf8')).map((found) => `${name} names a registry: ${found}`),
  )
}

/** Checks the bundles in out/, the built page and the lock; throws one line per problem. */
export function checkBundles() {
  const problems = [
    ...problemsOfEntries(inProject('out', 'main')),
    ...problemsOfWindow(inProject('out', 'renderer')),
    ...problemsOfSettings(),
  ]
  if (problems.length) throw new Error(problems.join('\n'))
}
