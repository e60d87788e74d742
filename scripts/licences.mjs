// Lists what Carrel brings along: every package that is shipped or built into the window, with version and licence.
// Run after the dependencies or the window's imports have changed: node scripts/licences.mjs
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildStale } from './build.mjs'
import { inProject } from './project.mjs'

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** Node itself, brought into a checkout by npm and left out of the packaged app. */
const isNode = (name) => /^node-(linux|win)-/.test(name)
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Licence of an installed package by its own word, else by the lock's; a platform's binary that is not here has that of its siblings. */
function licenceOf(path, entry, packages) {
  const manifest = inProject(path, 'package.json')
  const own = existsSync(manifest) ? readJson(manifest) : {}
  const said = own.license ?? own.licenses?.map(({ type }) => type).join(' OR ') ?? entry.license
  if (said) return typeof said === 'string' ? said : said.type
  const scope = nameOf(path).split('-')[0]
  const sibling = Object.entries(packages).find(([other, { license }]) => license && nameOf(other).startsWith(`${scope}-`))
  if (sibling) return sibling[1].license
  return readmeLicence(path)
}

/** A package without a manifest entry may still say its licence in a file. */
function readmeLicence(path) {
  const file = licenceFile(path)
  if (file && /MIT/.test(readFileSync(file, 'utf8'))) return 'MIT'
  return 'not stated'
}

function licenceFile(path) {
  if (!existsSync(inProject(path))) return null
  const name = readdirSync(inProject(path)).find((entry) => /^(licen[cs]e|copying|unlicense)/i.test(entry))
  return name ? inProject(path, name) : null
}

const byName = (one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en')

function withoutDoubles(list) {
  return [...new Map(list.map((one) => [`${one.name}@${one.version}`, one])).values()].sort(byName)
}

/** Packages that lie beside the bundles: the production part of the lock. */
function shippedPackages(packages) {
  return withoutDoubles(
    Object.entries(packages)
      .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !isNode(nameOf(path)))
      .map(([path, entry]) => ({ name: nameOf(path), version: entry.version, licence: licenceOf(path, entry, packages), path })),
  )
}

/** Packages whose code went into a bundle, from the lists that the build wrote. */
function builtInPackages(packages) {
  const paths = ['main', 'preload', 'renderer'].flatMap((part) => readJson(inProject('out', part, 'packages.json')))
  return withoutDoubles(
    [...new Set(paths)].map((path) => ({
      name: nameOf(path),
      version: packages[path].version,
      licence: licenceOf(path, packages[path], packages),
      path,
    })),
  )
}

/** Works by others that come inside a package under a name of their own. */
const inside = [
  ['PDFium', 'BSD-3-Clause', '@hyzyla/pdfium'],
  ['Tesseract OCR, Leptonica', 'Apache-2.0, BSD-2-Clause', 'tesseract.js-core'],
  ['English recognition data of the Tesseract project', 'Apache-2.0', '@tesseract.js-data/eng'],
  ['SQLite', 'public domain', 'better-sqlite3'],
  ['LanceDB, Lance, Apache Arrow, Apache DataFusion', 'Apache-2.0', '@lancedb/lancedb-*'],
  ['libvips and the libraries it names', 'LGPL-3.0-or-later and others, see its README', '@img/sharp-libvips-*'],
  ['Liberation fonts', 'SIL OFL 1.1', 'pdfjs-dist; also embedded in the sample documents'],
  ['Foxit fonts', 'BSD-3-Clause', 'pdfjs-dist'],
  ['Skia', 'BSD-3-Clause', '@napi-rs/canvas-*'],
  [
    'text of the English Wikipedia (2015), by its contributors, that the starter embedding was trained on',
    'CC BY-SA 3.0',
    'resources/starter',
  ],
  [
    'Chromium, Node.js, V8 and the libraries they name',
    'BSD-3-Clause, MIT and others; LICENSES.chromium.html in the packaged app',
    'Electron',
  ],
]

const table = (list) =>
  [
    '| package | version | licence |',
    '|---|---|---|',
    ...list.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
  ].join('\n')

/** The list as Markdown. */
export function describeLicences() {
  const { packages } = readJson(inProject('package-lock.json'))
  const shipped = shippedPackages(packages)
  const builtIn = builtInPackages(packages).filter(
    ({ name, version }) => !shipped.some((one) => one.name === name && one.version === version),
  )
  const electron = packages['node_modules/electron']
  return `# What Carrel brings along

Carrel itself is under the Apache License 2.0 (LICENSE). This list is written by \`node scripts/licences.mjs\`; a test keeps it current.

## Inside the packages below

| work | licence | comes with |
|---|---|---|
${inside.map((row) => `| ${row.join(' | ')} |`).join('\n')}

The packaged app runs on Electron ${electron.version} (${electron.license}). A checkout also gets Node.js from npm, which the packaged app leaves out.

## Built into Carrel’s own files (${builtIn.length})

Their licence texts are in NOTICES.txt.

${table(builtIn)}

## Beside them, as packages of their own (${shipped.length})

Each carries its licence in its own folder. Of packages for one platform only the one that fits is installed.

${table(shipped)}
`
}

/** The licence texts of what is built in, since its own files are not shipped. */
export function collectNotices() {
  const { packages } = readJson(inProject('package-lock.json'))
  return builtInPackages(packages)
    .map(({ name, version, licence, path }) => {
      const file = licenceFile(path)
      const text = file ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim() : `No licence file; the package states: ${licence}`
      return `${name} ${version} (${licence})\n\n${text}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildStale()
  const folder = inProject('resources', 'licences')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'THIRD-PARTY.md'), describeLicences())
  writeFileSync(join(folder, 'NOTICES.txt'), collectNotices())
}
