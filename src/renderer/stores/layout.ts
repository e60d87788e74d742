import { create } from 'zustand'

export type Zone = 'library' | 'conversation' | 'source'

interface LayoutState {
  /** The zone in view where the window is too narrow for three. */
  zone: Zone
  libraryTab: 'documents' | 'search'
  /** Whether all workspaces are shown instead of the open one. */
  overviewOpen: boolean
  /** Whether the library is shown where the window is wide enough for three zones. */
  libraryShown: boolean
  paletteOpen: boolean
  settingsOpen: boolean
  /** Whether the conversation zone shows the list of conversations. */
  chatsOpen: boolean
  /** The conversation whose new name is asked for. */
  chatDialog: { chat: string; title: string } | null
  /** Counts requests to put the cursor into the question box. */
  questionFocus: number
  /** Addresses of web pages are asked for; the text says which one first. */
  addressDialog: { address: string } | null
  watchesOpen: boolean
  /** Documents whose tags are edited. */
  tagsFor: readonly string[] | null
  /** The document whose password is asked for. */
  passwordFor: { document: string; name: string } | null
  /** What a workspace dialog is open for. */
  workspaceDialog:
    | { kind: 'create' }
    | { kind: 'import' }
    | { kind: 'export'; workspace: string; name: string }
    | { kind: 'seal'; workspace: string; name: string }
    | { kind: 'rename'; workspace: string; name: string }
    | { kind: 'template'; workspace: string; name: string }
    | null
}

export const useLayout = create<LayoutState>()(() => ({
  zone: 'library',
  libraryTab: 'documents',
  overviewOpen: false,
  libraryShown: true,
  paletteOpen: false,
  settingsOpen: false,
  chatsOpen: false,
  chatDialog: null,
  questionFocus: 0,
  addressDialog: null,
  watchesOpen: false,
  tagsFor: null,
  passwordFor: null,
  workspaceDialog: null,
}))
