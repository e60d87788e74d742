import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foreignAddresses, importsOf, inlineCode, packagesReached, registryAddresses } from './checkBundles.mjs'

test('all ways to name a module in built code are seen', () => {
  const code = `import a, { b as c } from "one";\nimport "two";\nexport * from "three/deep";\nconst d = require("four")\nawait import("five")\nconst text = 'imported from "six"'`
  expect(importsOf(code)).toEqual({ now: ['one', 'two', 'three/deep', 'four'], late: ['five'] })
})

test('packages are found through chunks, and what comes late stays late unless something else loads it at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-bundle-'))
  writeFileSync(join(folder, 'main.js'), `import "./chunk.js"\nawait import("./late.js")`)
  writeFileSync(join(folder, 'chunk.js'), `import x from "@scope/early/deep"\nawait import("sharp")`)
  writeFileSync(join(folder, 'late.js'), `import electron from "electron"\nimport "./chunk.js"`)
  const { now, ever } = packagesReached(join(folder, 'main.js'))
  expect([...now]).toEqual(['@scope/early'])
  expect([...ever].sort()).toEqual(['@scope/early', 'electron', 'sharp'])
})

test('addresses in the window’s files must be on the list', () => {
  const text =
    'xmlns="http://www.w3.org/2000/svg" fetch("https://example.com/track?x") "http://127.0.0.1:1/" "https://www.w3.org.evil.example/"'
  expect(foreignAddresses(text)).toEqual(['https://example.com/track?x', 'https://www.w3.org.evil.example/'])
})

test('a page may not hold script, style or handlers of its own', () => {
  expect(inlineCode('<script type="module" src="/a.js"></script><link rel="stylesheet" href="/a.css"><div id="root"></div>')).toEqual([])
  expect(inlineCode('<script>1</script><style>a{}</style><p onclick="x" style="y"><a href="javascript:1">')).toHaveLength(4)
})

test('a lock or settings file that names a registry is found', () => {
  expect(registryAddresses('{"resolved": "https://npm.example/a.tgz"}')).toHaveLength(1)
  expect(registryAddresses('registry=https://npm.example/\n@scope:registry=https://npm.example/\nsave-exact=true')).toHaveLength(2)
})
