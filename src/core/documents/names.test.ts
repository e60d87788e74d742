import { describe, expect, it } from 'vitest'
import { freeName } from './names'

describe('a free name', () => {
  it('counts up before the extension, within folders too', () => {
    const taken = new Set(['x.pdf', 'x (2).pdf', 'a/b.md', 'plain'])
    expect(freeName('x.pdf', (name) => taken.has(name))).toBe('x (3).pdf')
    expect(freeName('a/b.md', (name) => taken.has(name))).toBe('a/b (2).md')
    expect(freeName('plain', (name) => taken.has(name))).toBe('plain (2)')
    expect(freeName('new.txt', (name) => taken.has(name))).toBe('new.txt')
  })
})
