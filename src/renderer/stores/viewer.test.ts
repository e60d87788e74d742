import { describe, expect, it } from 'vitest'
import { nextZoom } from './viewer'

describe('zooming', () => {
  it('goes to the next step from any scale, and stays at the ends', () => {
    expect(nextZoom(1, 1)).toBe(1.25)
    expect(nextZoom(1.13, 1)).toBe(1.25)
    expect(nextZoom(1.13, -1)).toBe(1)
    expect(nextZoom(4, 1)).toBe(4)
    expect(nextZoom(0.3, -1)).toBe(0.5)
  })
})
