/** What a schema found wrong in an input: an issue of zod 4, as it crosses oRPC. */
export interface Issue {
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[]
  code?: string
  origin?: string
  expected?: string
  format?: string
  minimum?: number | bigint
  maximum?: number | bigint
  inclusive?: boolean
  values?: readonly unknown[]
  keys?: readonly string[]
}

/** What zod says of itself where the contract says nothing of its own. */
const ownWords = /^(?:Invalid |Too (?:small|big)|Unrecognized |Not a multiple|Expected )/

const types: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
}

const formats: Record<string, string> = { url: 'an address, like http://127.0.0.1:11434/v1', email: 'an e-mail address' }

/** The name of the field an issue is about, with dots; empty where it is about the whole. */
export function fieldOf({ path }: Issue): string {
  return (path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.')
}

/** An issue as a sentence a person can act on. */
export function plainIssue(issue: Issue): string {
  const field = fieldOf(issue)
  const named = field ? `“${field}”` : 'The request'
  if (!ownWords.test(issue.message)) return `${named} is not valid: ${issue.message.replace(/\.?$/, '.')}`
  return `${named} ${whatIsWrong(issue)}.`
}

function whatIsWrong(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_type':
      return /received undefined/.test(issue.message) ? 'is missing' : `has to be ${types[issue.expected ?? ''] ?? 'something else'}`
    case 'invalid_value':
      return `has to be ${(issue.values ?? []).map(String).join(' or ') || 'something else'}`
    case 'invalid_format':
      return formats[issue.format ?? ''] ? `has to be ${formats[issue.format!]}` : 'is not written as it has to be'
    case 'not_multiple_of':
      return 'has to be a whole number'
    case 'unrecognized_keys':
      return `holds something unknown: ${(issue.keys ?? []).join(', ')}`
    default:
      return 'is none of the forms that are allowed'
  }
}

function tooSmall({ origin, minimum, inclusive }: Issue): string {
  const least = Number(minimum)
  if (origin === 'string' || origin === 'array') {
    if (least <= 1) return 'is empty'
    return `needs at least ${least} ${origin === 'string' ? 'characters' : 'entries'}`
  }
  return inclusive === false ? `has to be more than ${least}` : `has to be ${least} or more`
}

function tooBig({ origin, maximum, inclusive }: Issue): string {
  const most = Number(maximum).toLocaleString('en')
  if (origin === 'string' || origin === 'array') return `may have at most ${most} ${origin === 'string' ? 'characters' : 'entries'}`
  return inclusive === false ? `has to be less than ${most}` : `may be at most ${most}`
}
