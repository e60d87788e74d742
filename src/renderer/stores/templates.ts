import { create } from 'zustand'
import { type Focus, noFocus, type Template } from '../../contract'

interface TemplatesState {
  /** By name; null before they were read. */
  list: readonly Template[] | null
  /** What the open workspace offers from the start. */
  focus: Focus
}

export const useTemplates = create<TemplatesState>()(() => ({ list: null, focus: noFocus }))
