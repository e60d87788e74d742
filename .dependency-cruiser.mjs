// "Who may import whom" of the architecture, as rules. A layer may import the layers named after it here, and nothing else under src/.
const layers = {
  contract: [],
  rpc: ['contract'],
  engine: ['contract'],
  worker: ['contract', 'rpc', 'engine'],
  // engine/sources: what is fetched must pass core's gate; what was fetched is read in a worker.
  // engine/embedders/…: what a worker asks when a service makes its vectors, and what a model folder says of itself; neither loads a model.
  core: [
    'contract',
    'rpc',
    'engine/answer',
    'engine/embedders/service',
    'engine/embedders/transformers',
    'engine/llm',
    'engine/llms',
    'engine/source',
    'engine/sources',
  ],
  hosts: ['contract', 'rpc', 'core'],
  renderer: ['contract', 'rpc'],
}

/** Native code (or code as heavy) that may crash a process: only inside engine/. The parser used here cannot tell an `import type` from
    an import, so scripts/checkBundles.mjs checks that it comes by `await import()` only, and .oxlintrc.json that no values go in circles. */
const heavy =
  '(@lancedb/lancedb|onnxruntime-node|@huggingface/transformers|tesseract\\.js|sharp|@napi-rs/canvas|@hyzyla/pdfium|node-llama-cpp|apache-arrow)'
const heavyPackage = `(^|node_modules/)${heavy}(/|$)`
const test = '\\.test\\.tsx?$|/testing/'

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `${layer}-imports-${allowed.join('-').replaceAll('/', '-') || 'nothing'}`,
  comment: `src/${layer} may import ${allowed.length ? allowed.map((name) => `src/${name}`).join(', ') : 'no other layer'} (README of the folder).`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: test },
  to: { path: '^(src|electron)/', pathNot: [layer, ...allowed].map((name) => `^src/${name}(/|\\.|$)`).join('|') },
}))

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'electron-imports-hosts-core-rpc-contract',
      severity: 'error',
      from: { path: '^electron/', pathNot: test },
      to: { path: '^src/(?!(hosts|core|rpc|contract)/)' },
    },
    {
      name: 'only-electron-imports-electron',
      severity: 'error',
      from: { pathNot: '^electron/' },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'contract-and-rpc-without-node',
      severity: 'error',
      from: { path: '^src/(contract|rpc)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-without-server-or-store',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: test },
      to: { path: '(^|node_modules/)(ws|better-sqlite3|@orpc/server)(/|$)|^(node:)?http2?$' },
    },
    {
      name: 'heavy-packages-only-in-engine',
      severity: 'error',
      from: { pathNot: `^src/engine/|${test}|^(bench|scripts|e2e)/` },
      to: { path: heavyPackage },
    },
    {
      name: 'database-only-in-core',
      severity: 'error',
      from: { pathNot: `^src/core/|${test}|^(bench|scripts)/` },
      to: { path: '(^|node_modules/)better-sqlite3(/|$)' },
    },
    {
      name: 'plug-ins-never-import-each-other',
      comment:
        'A plug-in is a file directly in its folder; what several of them need stands in a folder beside them. The index lists them.',
      severity: 'error',
      from: {
        path: '^src/engine/(formats|sources|embedders|llms|rerankers)/',
        pathNot: `${test}|/(formats|sources|embedders|llms|rerankers)/index\\.ts$`,
      },
      to: { path: '^src/engine/(formats|sources|embedders|llms|rerankers)/[^/]+\\.ts$' },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(virtual:|electron$)|\\?' } },
    { name: 'sources-never-import-tests', severity: 'error', from: { pathNot: `${test}|^(e2e|bench)/` }, to: { path: test } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
    },
  },
}
