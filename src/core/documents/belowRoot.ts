import type { IngestEvent } from '../../contract/worker'
import type { DocumentRow } from '../catalog/documentRows'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Most documents below one outermost container, and most bytes they have together: a bomb of small archives must not fill the disk. */
const maxDocuments = 50_000
const maxBytes = 4 * 2 ** 30

type Catalogue = Pick<OpenWorkspace, 'documents'>

interface Figures {
  documents: number
  bytes: number
}

/** Counted once and kept: counting anew for every mail of a large mailbox would take minutes. */
const counted = new WeakMap<Catalogue, Map<string, Figures>>()

/** What lies below the outermost container that a document lies in, at any depth. */
export interface BelowRoot {
  /** Counts one more document; why there may be no more, where that is so. */
  excess(child: Pick<Extract<IngestEvent, { type: 'child' }>, 'bytes'>): string | null
}

/** Counts what lies below the outermost container of this one; anew where it is the outermost itself. */
export function belowRoot(container: Pick<DocumentRow, 'id'>, workspace: Catalogue): BelowRoot {
  const root = workspace.documents.rootOf(container.id)
  const roots = counted.get(workspace) ?? new Map<string, Figures>()
  counted.set(workspace, roots)
  if (root === container.id) roots.delete(root)
  return {
    excess({ bytes }) {
      const figures = roots.get(root) ?? workspace.documents.totalBelow(root)
      roots.set(root, figures)
      const most =
        figures.documents >= maxDocuments
          ? `More than ${maxDocuments} documents lie in it`
          : figures.bytes + bytes > maxBytes
            ? `What lies in it has more than ${maxBytes / 2 ** 30} GB`
            : null
      if (most !== null) return `${most}: unpack it and add the parts you need.`
      figures.documents += 1
      figures.bytes += bytes
      return null
    },
  }
}
