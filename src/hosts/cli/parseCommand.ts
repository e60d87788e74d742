import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { AppError } from '../../contract/errors'

/** Flags every command takes, anywhere on the line. */
const globalOptions = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} satisfies ParseArgsOptionsConfig

/** Flags of single commands. */
const commandOptions = {
  ocr: { type: 'string' },
  language: { type: 'string' },
  watch: { type: 'boolean' },
  limit: { type: 'string' },
  mode: { type: 'string' },
  explain: { type: 'boolean' },
  document: { type: 'string', multiple: true },
  kind: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  added: { type: 'string' },
  published: { type: 'string' },
  pages: { type: 'string' },
  add: { type: 'string', multiple: true },
  remove: { type: 'string', multiple: true },
  model: { type: 'string' },
  stream: { type: 'boolean' },
  anew: { type: 'boolean' },
  use: { type: 'string' },
  chat: { type: 'string' },
  query: { type: 'string' },
  style: { type: 'string' },
  off: { type: 'boolean' },
  page: { type: 'string' },
  repair: { type: 'boolean' },
  within: { type: 'boolean' },
  self: { type: 'boolean' },
  back: { type: 'boolean' },
  embedder: { type: 'string' },
  wait: { type: 'boolean' },
  set: { type: 'string', multiple: true },
  file: { type: 'string' },
  label: { type: 'string' },
  template: { type: 'string' },
  from: { type: 'string' },
  question: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  apply: { type: 'boolean' },
  grace: { type: 'string' },
  cancel: { type: 'string' },
  again: { type: 'boolean' },
  sort: { type: 'string' },
  port: { type: 'string' },
  provider: { type: 'string' },
  url: { type: 'string' },
  'key-env': { type: 'string' },
  session: { type: 'boolean' },
  anyway: { type: 'boolean' },
  'password-env': { type: 'string' },
  allow: { type: 'string', multiple: true },
  deny: { type: 'string', multiple: true },
  export: { type: 'string' },
  name: { type: 'string' },
} satisfies ParseArgsOptionsConfig

export type Flag = keyof typeof commandOptions

export interface CommandLine {
  words: string[]
  flags: ReturnType<typeof parse>['values']
}

function parse(args: string[]) {
  return parseArgs({ args, options: { ...globalOptions, ...commandOptions }, allowPositionals: true, allowNegative: true })
}

/** Splits a command line into words and flags. Throws BAD_REQUEST for a flag nobody knows. */
export function parseCommand(args: string[]): CommandLine {
  try {
    const { values, positionals } = parse(args)
    return { words: positionals, flags: values }
  } catch (error) {
    throw usage(plainWords(error as Error & { code?: string }))
  }
}

/** What Node says of a flag, in the words of the other messages. */
function plainWords({ code, message }: Error & { code?: string }): string {
  const flag = /'(?:-\w, )?(--?[\w-]+)/u.exec(message)?.[1]
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    return `There is no flag ${flag ?? 'of this name'}. A word that begins with - goes behind “--”.`
  if (/argument missing|is ambiguous/u.test(message)) return `${flag ?? 'A flag'} is missing its value.`
  return /does not take an argument/u.test(message) ? `${flag ?? 'A flag'} takes no value.` : 'That is not a command. See carrel --help.'
}

/** A mistake in how a command was called: exit code 2. */
export function usage(message: string): AppError {
  return new AppError('BAD_REQUEST', message)
}

/** Throws where a flag was given that the command does not take. */
export function allowFlags({ flags }: CommandLine, ...allowed: Flag[]): void {
  const known: string[] = [...Object.keys(globalOptions), ...allowed]
  const strange = Object.keys(flags).find((flag) => !known.includes(flag))
  if (strange) throw usage(`This command does not take --${strange}.`)
}

/** A flag that holds a whole number of at least `least`. */
export function wholeNumber(value: string | undefined, flag: Flag, least: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < least) throw usage(`--${flag} takes a whole number of at least ${least}, not “${value}”.`)
  return number
}

/** A flag that holds one word of a list. */
export function oneOf<T extends string>(value: string | undefined, flag: Flag, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined
  const found = allowed.find((word) => word === value)
  if (!found) throw usage(`--${flag} takes ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}, not “${value}”.`)
  return found
}

/** The words after the command, all of them needed and no more. */
export function exactly(words: string[], names: string[]): string[] {
  if (words.length < names.length) throw usage(`${names[words.length]} is missing.`)
  if (words.length > names.length) throw usage(`“${words[names.length]}” is one word too many. Put names with spaces in quotes.`)
  return words
}
