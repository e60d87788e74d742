import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { Workspace, WorkspaceName } from './workspaces'

const AbsolutePath = z.string().min(1).max(4096).describe('Absolute path on the machine of the host')

export const ArchiveProgress = z.object({
  type: z.literal('progress'),
  stage: z.enum(['collecting', 'writing', 'verifying', 'reading', 'checking', 'erasing']),
  done: z.number().int().describe('Bytes'),
  total: z.number().int(),
})

/** A workspace sealed into one file. */
export const Archive = z.object({
  path: z.string().nullable().describe('null: the host keeps it to be fetched'),
  download: z.string().nullable().describe('Fetched once from /archives/ID, within an hour'),
  bytes: z.number().int(),
  files: z.number().int(),
  sha256: z.string().describe('Of the sealed file'),
})
export type Archive = z.infer<typeof Archive>

export const ExportEvent = z.discriminatedUnion('type', [
  ArchiveProgress,
  z.object({ type: z.literal('done'), archive: Archive }).describe('Written, and read back whole'),
])
export type ExportEvent = z.infer<typeof ExportEvent>

export const ImportEvent = z.discriminatedUnion('type', [ArchiveProgress, z.object({ type: z.literal('done'), workspace: Workspace })])
export type ImportEvent = z.infer<typeof ImportEvent>

/** Of an archive that is made. */
export const NewPassphrase = z.string().min(8, 'A passphrase has at least 8 characters.').max(1_024)
/** Of an archive that is there. */
export const Passphrase = z.string().min(1).max(1_024)

export const archives = {
  export: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/export',
      summary: 'Seal a workspace into one encrypted file; streams, its last event says what was written',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        path: AbsolutePath.optional().describe('A new file; absent: the host keeps it for one download'),
        password: NewPassphrase,
      }),
    )
    .output(eventIterator(ExportEvent)),
  import: procedure
    .route({ method: 'POST', path: '/archives/import', summary: 'Make a workspace of a sealed file; streams, its last event names it' })
    .input(
      z
        .object({
          path: AbsolutePath.optional(),
          upload: z.uuid().optional().describe('What /uploads answered, instead of a path'),
          password: Passphrase,
          name: WorkspaceName.optional().describe('Instead of the name in the archive'),
        })
        .refine(({ path, upload }) => (path === undefined) !== (upload === undefined), 'Name a path or an upload, one of them.'),
    )
    .output(eventIterator(ImportEvent)),
}
