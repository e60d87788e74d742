import { z } from 'zod'
import { procedure } from './base'

/** A host as it stands in an address: a name or an address, with a port where only that one is meant. */
const Host = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(255)
  .regex(/^[^\s/@?#\\]+$/, 'Name a host such as wiki.intranet or 10.0.0.5:8080, without http://.')

const Network = z.object({
  allow: z.array(Host).max(100).describe('Hosts that may be fetched from although they are not on the public internet'),
})

/** Where models are fetched from: Hugging Face, or a mirror that keeps its paths. */
const ModelSource = z.url({ protocol: /^https?$/ }).max(500)

const LockAfter = z
  .number()
  .int()
  .min(1)
  .max(1_440)
  .nullable()
  .describe('Workspaces that were opened with a passphrase are sealed again after so long without use; null: never by themselves')

export const Settings = z.object({
  theme: z.enum(['auto', 'light', 'dark']).default('auto'),
  sources: z.enum(['copy', 'refer']).default('copy').describe('Copy originals into the workspace, or refer to them in place'),
  ingestWorkers: z
    .number()
    .int()
    .min(1)
    .max(16)
    .nullable()
    .default(null)
    .describe('null: as many as the machine has cores, less one, at most four'),
  maxFileMegabytes: z.number().int().min(1).max(100_000).default(2_048),
  notifications: z.boolean().default(true),
  network: Network.default({ allow: [] }),
  lockAfterMinutes: LockAfter.default(null),
  modelSource: ModelSource.nullable()
    .default(null)
    .describe('Where models are fetched from: a mirror of Hugging Face that keeps its paths; null: Hugging Face itself'),
})
export type Settings = z.infer<typeof Settings>

export const settings = {
  get: procedure
    .route({ method: 'GET', path: '/settings', summary: 'Settings of this data folder' })
    .output(z.object({ settings: Settings })),
  update: procedure
    .route({ method: 'PATCH', path: '/settings', summary: 'Change settings' })
    .input(
      z.object({
        theme: z.enum(['auto', 'light', 'dark']).optional(),
        sources: z.enum(['copy', 'refer']).optional(),
        ingestWorkers: z.number().int().min(1).max(16).nullable().optional(),
        maxFileMegabytes: z.number().int().min(1).max(100_000).optional(),
        notifications: z.boolean().optional(),
        network: Network.optional(),
        lockAfterMinutes: LockAfter.optional(),
        modelSource: ModelSource.nullable().optional(),
      }),
    )
    .output(z.object({ settings: Settings })),
}
