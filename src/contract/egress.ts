import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'

/** What may leave this machine for a workspace. Loopback is this machine and always allowed. */
export const EgressMode = z
  .enum(['local', 'services', 'ask'])
  .describe(
    'local: nothing, whatever is set up; services: only to the hosts of the list; ask: to the hosts of the list and to pages the user names, for every other host the user is asked',
  )
export type EgressMode = z.infer<typeof EgressMode>

/** A host as it stands in an address, with its port where it is not the usual one. */
export const EgressHost = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(255)
  .regex(/^[^\s/@?#\\]+$/, 'Name a host such as api.example.com or 10.0.0.5:8080, without https://.')

export const EgressPolicy = z.object({ mode: EgressMode, hosts: z.array(EgressHost).max(200) })
export type EgressPolicy = z.infer<typeof EgressPolicy>

export const EgressPurpose = z
  .enum(['answer', 'embedding', 'page', 'test', 'download'])
  .describe('answer: a model writes; embedding: a service makes vectors; page: a web page or transcript is added; test: a model is tried')
export type EgressPurpose = z.infer<typeof EgressPurpose>

/** One connection that left this machine or was refused, or several like it within a minute. */
export const EgressEntry = z.object({
  seq: z.number().int().describe('Its place in the ledger'),
  at: z.string().describe('ISO 8601'),
  host: z.string(),
  purpose: EgressPurpose,
  outcome: z.enum(['sent', 'failed', 'refused']).describe('refused: the policy did not allow it, and nothing was sent'),
  requests: z.number().int(),
  sent: z.number().int().describe('Bytes of the bodies sent'),
  received: z.number().int().describe('Bytes of the answers, as read'),
  documents: z
    .array(z.object({ id: z.string(), name: z.string().nullable().describe('null: removed since') }))
    .describe('Whose text was sent'),
})
export type EgressEntry = z.infer<typeof EgressEntry>

export const EgressTotals = z.object({
  requests: z.number().int(),
  refused: z.number().int(),
  sent: z.number().int(),
  received: z.number().int(),
  hosts: z.array(z.string()),
})
export type EgressTotals = z.infer<typeof EgressTotals>

/** Where the text of a question would go now. */
export const EgressWay = z.object({
  purpose: EgressPurpose,
  host: z.string(),
  allowed: z.boolean().describe('false: it is refused, or asked for first'),
})
export type EgressWay = z.infer<typeof EgressWay>

const state = z.object({ policy: EgressPolicy, ways: z.array(EgressWay).describe('Empty: a question does not leave this machine') })

export const egress = {
  policy: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/policy', summary: 'What may leave this machine for a workspace' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(state),
  setPolicy: procedure
    .route({ method: 'PATCH', path: '/workspaces/{workspace}/policy', summary: 'Change what may leave this machine for a workspace' })
    .input(
      z.object({
        workspace: WorkspaceRef,
        mode: EgressMode.optional(),
        allow: z.array(EgressHost).max(200).optional().describe('Hosts to put on the list'),
        deny: z.array(EgressHost).max(200).optional().describe('Hosts to take off the list'),
      }),
    )
    .output(state),
  list: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/egress', summary: 'What left this machine for a workspace, newest first' })
    .input(
      z.object({
        workspace: WorkspaceRef,
        before: z.coerce.number().int().positive().optional().describe('Only entries older than this `seq`'),
        limit: z.coerce.number().int().positive().max(10_000).default(200),
      }),
    )
    .output(z.object({ entries: z.array(EgressEntry), totals: EgressTotals })),
  export: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/egress.csv', summary: 'The ledger as a table to keep, oldest first' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ csv: z.string(), entries: z.number().int().describe('The latest 100,000 at most') })),
  listUnbound: procedure
    .route({ method: 'GET', path: '/egress', summary: 'What left this machine for no workspace: tests of models, downloads' })
    .input(
      z.object({
        before: z.coerce.number().int().positive().optional(),
        limit: z.coerce.number().int().positive().max(10_000).default(200),
      }),
    )
    .output(z.object({ entries: z.array(EgressEntry), totals: EgressTotals })),
}
