import { parseStyle, type Style } from './styles'
import { walkMarkup, type MarkupNode } from './walkMarkup'

/** Longest style sheet that is looked at, in characters, and most selectors in it. */
const longestSheet = 256 * 1024
const mostSelectors = 2_000

/** As many elements around one are looked through for what a selector wants around it, and as many parts a selector may have. */
const mostAround = 100
const mostParts = 8

/** The rules of the style sheets within a page whose selectors are tags, classes and ids in each other; what others say is not known here. */
export interface Sheets {
  styleOf(node: MarkupNode): Style[]
  /** Whether grounds may come from rules or sheets that are not understood here. */
  hasUnknownGrounds: boolean
}

interface Part {
  tag: string
  classes: string[]
  id: string
}

interface Rule extends Part {
  style: Style
  /** What must stand around the element, the nearest first; `near`: right around the one before. */
  around: (Part & { near: boolean })[]
  /** The greater, the later it counts. */
  weight: number
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
        const rule = simpleRule(selector.trim(), style, count)
        // Which of several grounds counts is not worked out for elements in others.
        if (!rule || rule.around.length > 0) hasUnknownGrounds ||= style.ground !== undefined
        if (!rule) continue
        if (++count > mostSelectors) {
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
  const keys = ['*', node.localName ?? '', ...new Set(classesOf(node).map((one) => `.${one}`)), `#${node.getAttribute?.('id') ?? ''}`]
  return keys
    .flatMap((key) => rules.get(key) ?? [])
    .filter((rule) => fits(node, rule) && isWithin(node, rule))
    .sort((a, b) => a.weight - b.weight)
    .map((rule) => rule.style)
}

function classesOf(node: MarkupNode): string[] {
  return (node.getAttribute?.('class') ?? '').split(/\s+/).filter((one) => one !== '')
}

function fits(node: MarkupNode, { tag, classes, id }: Part): boolean {
  if ((tag !== '' && tag !== node.localName) || (id !== '' && id !== node.getAttribute?.('id'))) return false
  if (classes.length === 0) return true
  const own = classesOf(node)
  return classes.every((one) => own.includes(one))
}

/** Whether what a rule wants around an element is there: of elements that fit, the nearest is taken. */
function isWithin(node: MarkupNode, { around }: Rule): boolean {
  let outer = node.parentNode
  let left = mostAround
  for (const part of around) {
    while (outer && left-- > 0 && !part.near && !fits(outer, part)) outer = outer.parentNode
    if (!outer || left < 0 || !fits(outer, part)) return false
    outer = outer.parentNode
  }
  return true
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

/** At-rules whose rules count on every screen; others may or may not apply. */
const always = /^@(media\s+(?:(?:only\s+)?(?:screen|all)|print\s*,\s*screen|screen\s*,\s*print)|layer\b[^;]*)$/i

/** The rules that stand outside of @media and the like, or in one that holds on every screen. */
function* topLevelRules(sheet: string, within = 0): Generator<{ selectors: string; body: string }> {
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
    const body = css.slice(open + 1, end - 1)
    if (!selectors.startsWith('@')) yield { selectors, body }
    else if (within < 3 && always.test(selectors)) yield* topLevelRules(body, within + 1)
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

/** A selector of elements in each other (`a b`, `a > b`); null for any other. */
function simpleRule(selector: string, style: Style, order: number): Rule | null {
  const words = selector
    .slice(0, 1_000)
    .replace(/\s*>\s*/g, ' >')
    .split(/\s+/)
  const parts = words.map((word) => partOf(word.replace(/^>/, '')))
  const [own, ...others] = parts.toReversed()
  if (!own || parts.length > mostParts || others.some((part) => part === null)) return null
  const near = words.toReversed().map((word) => word.startsWith('>'))
  const around = others.map((part, at) => ({ ...part!, near: near[at]! }))
  const all = [own, ...others.map((part) => part!)]
  const classes = all.reduce((sum, part) => sum + part.classes.length, 0)
  const ids = all.filter(({ id }) => id !== '').length
  const tags = all.filter(({ tag }) => tag !== '').length
  return { ...own, style, around, weight: (ids * 10_000 + classes * 100 + tags) * mostSelectors * 2 + order }
}

function partOf(selector: string): Part | null {
  const found = /^([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)$/i.exec(selector)
  if (!found || selector === '') return null
  const parts = found[2]!.match(/[.#][\w-]+/g) ?? []
  return {
    tag: found[1] === '*' ? '' : (found[1] ?? '').toLowerCase(),
    classes: parts.filter((part) => part.startsWith('.')).map((part) => part.slice(1)),
    id: parts.find((part) => part.startsWith('#'))?.slice(1) ?? '',
  }
}
