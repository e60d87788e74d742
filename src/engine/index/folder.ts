import { join } from 'node:path'

/** One table: the LanceDB folder of a workspace and the embedder the table is named after. */
export interface IndexRef {
  index: string
  embedder: string
}

/** The folder a table is kept in. */
export function tableFolder({ index, embedder }: IndexRef): string {
  return join(index, `${embedder}.lance`)
}
