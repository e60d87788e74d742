import type { Claim } from '../../contract'

/** What the window needs of a tree of HTML elements; a part of hast. */
export interface TreeNode {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, unknown>
  children?: TreeNode[]
}

/** End of a text that stays on one line with the chip after it: without a space, and short, so that a long word may still break. */
const lastWord = /[^\s]{1,8}$/u

const marker = /\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g

/**
 * Turns the markers [1] and [1, 2] in the text of a tree into `cite` elements with `number` and `order`, the how-manieth marker it is.
 * Runs after sanitising, so an answer cannot make such elements itself. Code is left alone.
 */
export function citeMarkers() {
  return (tree: TreeNode) => {
    let order = 0
    const walk = (node: TreeNode) => {
      if (!node.children || node.tagName === 'code') return
      node.children = node.children.flatMap((child) => {
        if (child.type !== 'text') {
          walk(child)
          return [child]
        }
        return splitText(child.value ?? '', () => order++)
      })
    }
    walk(tree)
  }
}

function splitText(value: string, nextOrder: () => number): TreeNode[] {
  const nodes: TreeNode[] = []
  let from = 0
  for (const match of value.matchAll(marker)) {
    const before = value.slice(from, match.index).replace(/ +$/, '')
    const chips = (match[1] as string).split(/[,;]/).map((number): TreeNode => {
      return { type: 'element', tagName: 'cite', properties: { number: Number(number), order: nextOrder() }, children: [] }
    })
    const tail = lastWord.exec(before)?.[0] ?? ''
    const head = before.slice(0, before.length - tail.length)
    const last = nodes.at(-1)
    if (head) nodes.push({ type: 'text', value: head })
    if (!before && last?.tagName === 'span') last.children?.push(...chips)
    else nodes.push(unbroken(tail ? [{ type: 'text', value: tail }, ...chips] : chips))
    from = match.index + match[0].length
  }
  const rest = value.slice(from)
  if (rest) nodes.push({ type: 'text', value: rest })
  return nodes
}

/** On one line: a chip must not stand alone at the start of the next. A word joiner does not hold an inline box in Chromium. */
function unbroken(children: TreeNode[]): TreeNode {
  return { type: 'element', tagName: 'span', properties: { className: ['whitespace-nowrap'] }, children }
}

/**
 * The claim each marker belongs to, by the marker's order: markers stand in the order of the claims, and a number that comes
 * again after all of a claim's markers were seen belongs to a later claim. Undefined where no claim carries the number.
 */
export function claimsOfMarkers(numbers: readonly number[], claims: readonly Claim[]): (Claim | undefined)[] {
  let at = 0
  let seen = new Set<number>()
  return numbers.map((number) => {
    const here = claims[at]
    if (here?.citations.includes(number) && !seen.has(number)) {
      seen.add(number)
      return here
    }
    const later = claims.findIndex((claim, index) => index > at && claim.citations.includes(number))
    if (later >= 0) {
      at = later
      seen = new Set([number])
      return claims[later]
    }
    return claims.find((claim) => claim.citations.includes(number))
  })
}

/** The numbers of all markers of an answer, in order, as citeMarkers counts them: those in code are none. */
export function markerNumbers(text: string): number[] {
  const prose = text.replace(/```[\s\S]*?(```|$)|`[^`\n]*`/g, '')
  return [...prose.matchAll(marker)].flatMap((match) => (match[1] as string).split(/[,;]/).map(Number))
}
