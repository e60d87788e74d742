// Adds to package-lock.json the optional platform packages that the registry did not show when the lock was made,
// so that `npm ci` accepts the lock here and still finds the right binary on every other platform.
import { readFileSync, writeFileSync } from 'node:fs'

const path = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(path, 'utf8'))
const operatingSystems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'armv7l', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

const resolves = (from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (at === '') return false
  }
}
let added = 0
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (resolves(from, name)) continue
    const words = name.split('/').at(-1).split('-')
    const os = operatingSystems.find((word) => words.includes(word))
    const cpu = processors.find((word) => words.includes(word))
    const libc = Object.keys(libraries).find((word) => words.includes(word))
    if (!os || !cpu || !/^\d/.test(version))
      throw new Error(`${name}@${version} is missing from the lock and its platform cannot be read from its name. Add it by hand.`)
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(libc && os === 'linux' ? { libc: [libraries[libc]] } : {}),
      optional: true,
      os: [os],
    }
    console.log(`added ${name}@${version} (${os} ${cpu}${libc ? ` ${libc}` : ''})`)
    added++
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} added, ${Object.keys(lock.packages).length - 1} packages in the lock`)
