import { useEffect } from 'react'
import { noteActivity } from '../actions/seals'

const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/** Whoever reads without asking anything is at work too. */
export function useActivity(): void {
  useEffect(() => {
    for (const sign of signs) addEventListener(sign, noteActivity, { passive: true })
    return () => {
      for (const sign of signs) removeEventListener(sign, noteActivity)
    }
  }, [])
}
