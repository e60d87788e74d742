import { describe, expect, it } from 'vitest'
import type { Claim } from '../../contract'
import { citeMarkers, claimsOfMarkers, markerNumbers, type TreeNode } from './markers'

const text = (value: string): TreeNode => ({ type: 'text', value })
const element = (tagName: string, ...children: TreeNode[]): TreeNode => ({ type: 'element', tagName, children })

function cited(...children: TreeNode[]): TreeNode[] {
  const tree: TreeNode = { type: 'root', children }
  citeMarkers()(tree)
  return tree.children as TreeNode[]
}

describe('markers in an answer', () => {
  /** Text as itself, a cite as number and order, what stays on one line as a list. */
  const plain = (node: TreeNode): unknown =>
    node.type === 'text'
      ? node.value
      : node.tagName === 'cite'
        ? [node.properties?.['number'], node.properties?.['order']]
        : { line: node.children?.map(plain) }

  it('become cite elements in order, on one line with the word before, several numbers in one bracket too', () => {
    const [paragraph] = cited(element('p', text('One [1] and two [2, 3] or [4][5]. An incomprehensibility [6]')))
    expect(paragraph?.children?.map(plain)).toEqual([
      { line: ['One', [1, 0]] },
      ' and ',
      { line: ['two', [2, 1], [3, 2]] },
      ' ',
      { line: ['or', [4, 3], [5, 4]] },
      '. An incomprehen',
      { line: ['sibility', [6, 5]] },
    ])
  })

  it('stay text within code', () => {
    const [paragraph] = cited(element('p', element('code', text('list[0]')), text(' [4]')))
    expect(paragraph?.children?.[0]?.children).toEqual([text('list[0]')])
    expect(paragraph?.children?.slice(1).map(plain)).toEqual([{ line: [[4, 0]] }])
  })

  it('are counted in the text as in the tree', () => {
    expect(markerNumbers('A [1]. `x[2]` B [2, 3].\n\n```\ny[9]\n```\n[4]')).toEqual([1, 2, 3, 4])
  })
})

describe('the claim of a marker', () => {
  const claim = (name: string, ...citations: number[]): Claim => ({ text: name, citations, verified: true })

  it('is found where a number comes again in a later claim', () => {
    const claims = [claim('a', 1), claim('b', 1, 2), claim('c', 1)]
    expect(claimsOfMarkers([1, 1, 2, 1], claims).map((found) => found?.text)).toEqual(['a', 'b', 'b', 'c'])
  })

  it('is skipped to where claims between carry no marker', () => {
    const claims = [claim('a', 1), claim('none'), claim('c', 3)]
    expect(claimsOfMarkers([1, 3, 7], claims).map((found) => found?.text)).toEqual(['a', 'c', undefined])
  })
})
