import { parseStyle, type Style } from './styles'
import { walkMarkup, type MarkupNode } from './walkMarkup'

/** Longest style sheet that is looked at, in characters, and most selectors in it. */
const longestSheet = 256 * 1024
const mostSelectors = 2_000

/** The rules of the style sheets within a page whose selectors are a tag, classes or an id; what others say is not known here. */
export interface Sheets {
  styleOf(node: MarkupNode): Style[]
  /** Whether grounds may come from rules or sheets that are not understood here. */
  hasUnknownGrounds: boolean
}

interface Rule {
  tag: string
  classes: string[]
  id: string
  style: Style
}

/** Reads the style sheets within a page; nothing is fetched. */
export function readSheets(document: MarkupNode): Sheets {
  /** Rules by the most telling part of their selectors: `#id`, `.class`, `tag` or `*`. */
  const rules = new Map<string, Rule[]>()
  let count = 0
  let hasUnknownGrounds = false
  for (const css of sheetsIn(document)) {
    if (css === null || /@import/i.test(css)) hasUnknownGrounds = true
    for (const { selectors, body } of topLevelRules(css ?? '')) {
      const style = parseStyle(body)
      if (Object.keys(style).length === 0) continue
      for (const selector of selectors.split(',')) {
        const rule = simpleRule(selector.trim(), style)
        if (!rule || ++count > mostSelectors) {
          hasUnknownGrounds ||= style.ground !== undefined
          continue
        }
        const key = rule.id ? `#${rule.id}` : rule.classes[0] ? `.${rule.classes[0]}` : rule.tag || '*'
        const alike = rules.get(key)
        if (alike) alike.push(rule)
        else rules.set(key, [rule])
      }
    }
  }
  return { styleOf: (node) => (rules.size === 0 ? [] : stylesFor(node, rules)), hasUnknownGrounds }
}

function stylesFor(node: MarkupNode, rules: ReadonlyMap<string, Rule[]>): Style[] {
  const classes = (node.getAttribute?.('class') ?? '').split(/\s+/).filter((one) => one !== '')
  const id = node.getAttribute?.('id') ?? ''
  const keys = ['*', node.localName ?? '', ...new Set(classes.map((one) => `.${one}`)), `#${id}`]
  return keys
    .flatMap((key) => rules.get(key) ?? [])
    .filter((rule) => (rule.tag === '' || rule.tag === node.localName) && (rule.id === '' || rule.id === id))
    .filter((rule) => rule.classes.every((one) => classes.includes(one)))
    .map((rule) => rule.style)
}

/** The text of each style element; null for a sheet that is linked. */
function sheetsIn(document: MarkupNode): (string | null)[] {
  const sheets: (string | null)[] = []
  walkMarkup(document, {
    enter(node) {
      if (node.localName === 'style') sheets.push((node.firstChild?.data ?? '').slice(0, longestSheet))
      if (node.localName === 'link' && /stylesheet/i.test(node.getAttribute?.('rel') ?? '')) sheets.push(null)
      return node.localName !== 'svg'
    },
  })
  return sheets
}

/** The rules that stand outside of @media and the like, which may or may not apply. */
function* topLevelRules(sheet: string): Generator<{ selectors: string; body: string }> {
  const css = withoutComments(sheet)
  let at = 0
  for (let open = css.indexOf('{'); open >= 0; open = css.indexOf('{', at)) {
    const head = css.slice(at, open)
    const selectors = head.slice(head.lastIndexOf(';') + 1).trim()
    let depth = 1
    let end = open + 1
    for (; end < css.length && depth > 0; end++) {
      if (css[end] === '{') depth++
      else if (css[end] === '}') depth--
    }
    if (!selectors.startsWith('@')) yield { selectors, body: css.slice(open + 1, end - 1) }
    at = end
  }
}

function withoutComments(css: string): string {
  const kept: string[] = []
  let at = 0
  for (let open = css.indexOf('/*'); open >= 0; open = css.indexOf('/*', at)) {
    kept.push(css.slice(at, open))
    const end = css.indexOf('*/', open + 2)
    at = end < 0 ? css.length : end + 2
  }
  return (kept.join(' ') + css.slice(at)).replace(/<!--|-->/g, ' ')
}

function simpleRule(selector: string, style: Style): Rule | null {
  const found = /^([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)$/i.exec(selector)
  if (!found || selector === '') return null
  const parts = found[2]!.match(/[.#][\w-]+/g) ?? []
  return {
    tag: found[1] === '*' ? '' : (found[1] ?? '').toLowerCase(),
    classes: parts.filter((part) => part.startsWith('.')).map((part) => part.slice(1)),
    id: parts.find((part) => part.startsWith('#'))?.slice(1) ?? '',
    style,
  }
}
