import type { Lexis } from './scanLines'

/** A line that begins a definition: the first group of the pattern without a name is its name, `kind` what it is where rules share a pattern. */
export interface Rule {
  pattern: RegExp
  /** What it is called in a label; empty: the name alone. */
  kind: string
  /** Whether definitions within it are told apart. */
  holds?: boolean
  /** Only within such a definition. */
  within?: boolean
  /** Where its lines end: with its braces, with its indent, or at the next one of its level. */
  ends?: 'braces' | 'indent' | 'next'
}

export interface Language {
  lexis: Lexis
  rules: readonly Rule[]
}

/** A rule that ends with its braces and holds nothing, unless said otherwise. */
export const rule = (pattern: RegExp, kind: string, more: Omit<Rule, 'pattern' | 'kind'> = {}): Rule => ({ pattern, kind, ...more })
