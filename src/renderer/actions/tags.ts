import { client } from '../client'
import { useDocuments, withDocuments } from '../stores/documents'
import { useLayout } from '../stores/layout'
import { attempt } from './attempt'

/** Opens the dialog with the tags of documents. */
export function editTags(ids: readonly string[]): void {
  if (ids.length > 0) useLayout.setState({ tagsFor: ids })
}

/** Puts tags on documents or takes them off; whether the host did so. */
export async function tagDocuments(ids: readonly string[], changes: { add?: string[]; remove?: string[] }): Promise<boolean> {
  const { workspace } = useDocuments.getState()
  if (!workspace) return false
  const tagged = await attempt(() => client().documents.tag({ workspace, documents: [...ids], ...changes }))
  if (!tagged) return false
  if (useDocuments.getState().workspace === workspace) useDocuments.setState((state) => withDocuments(state, tagged.documents))
  return true
}
