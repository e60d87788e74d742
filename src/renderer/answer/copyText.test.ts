import { expect, test } from 'vitest'
import { copyText } from './copyText'

test('a copied answer carries what its numbers stand for', () => {
  const citation = {
    n: 1,
    document: 'd',
    name: 'lease.pdf',
    page: 2,
    place: { kind: 'page' as const },
    quote: 'The rent is\nEUR 5.',
    boxes: [],
    spans: [],
  }
  expect(copyText('EUR 5. [1]', [citation])).toBe('EUR 5. [1]\n\nSources:\n[1] lease.pdf, p. 2: “The rent is EUR 5.”')
  expect(copyText('Nothing.', [])).toBe('Nothing.')
})
