import { create } from 'zustand'
import type { EgressEntry, EgressPolicy, EgressTotals, EgressWay } from '../../contract'

interface EgressState {
  /** What may leave for the open workspace; null before it was read. */
  policy: EgressPolicy | null
  /** Where a question goes now; empty: nowhere. */
  ways: readonly EgressWay[]
  /** The latest entries of the ledger, newest first; null before they were read. */
  entries: readonly EgressEntry[] | null
  totals: EgressTotals | null
}

export const noEgress: EgressState = { policy: null, ways: [], entries: null, totals: null }

export const useEgress = create<EgressState>()(() => noEgress)
