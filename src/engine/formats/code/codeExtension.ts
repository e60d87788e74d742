import { isCode } from './languages'

/** Names of files that are code without an extension, with the extension they would have. */
const named: Record<string, string> = {
  makefile: 'mk',
  gnumakefile: 'mk',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  'cmakelists.txt': 'cmake',
  jenkinsfile: 'groovy',
  gemfile: 'rb',
  rakefile: 'rb',
  vagrantfile: 'rb',
  podfile: 'rb',
  brewfile: 'rb',
  procfile: 'yml',
  justfile: 'mk',
  '.bashrc': 'sh',
  '.bash_profile': 'sh',
  '.profile': 'sh',
  '.zshrc': 'sh',
  '.gitignore': 'gitignore',
  '.gitattributes': 'gitattributes',
  '.env': 'env',
  '.editorconfig': 'ini',
  '.gitconfig': 'ini',
  '.npmrc': 'npmrc',
  '.dockerignore': 'dockerignore',
  '.vimrc': 'vim',
  build: 'py',
  workspace: 'py',
}

const shells: Record<string, string> = {
  node: 'js',
  deno: 'ts',
  bun: 'ts',
  python: 'py',
  ruby: 'rb',
  perl: 'pl',
  php: 'php',
  lua: 'lua',
  rscript: 'r',
  awk: 'awk',
  fish: 'sh',
  make: 'mk',
}

/** The extension a source file has or, by its name or its first line, would have; null where it is none. */
export function codeExtension(name: string, extension: string, firstLine: string): string | null {
  const base = name.slice(name.lastIndexOf('/') + 1).toLowerCase()
  if (named[base]) return named[base]
  if (base.startsWith('dockerfile.')) return 'dockerfile'
  if (isCode(extension)) return extension
  if (!firstLine.startsWith('#!')) return null
  const words = firstLine
    .slice(2)
    .trim()
    .split(/\s+/)
    .map((word) => word.slice(word.lastIndexOf('/') + 1))
  const program = words[0] === 'env' ? words.slice(1).find((word) => !/^-|=/.test(word)) : words[0]
  return shells[program?.toLowerCase().replace(/[\d.]+$/, '') ?? ''] ?? 'sh'
}
