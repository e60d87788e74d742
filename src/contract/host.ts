import { z } from 'zod'
import { procedure } from './base'

export const HostCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  required: z.boolean(),
  message: z.string().describe('What was found, and what to do where it is missing'),
})
export type HostCheck = z.infer<typeof HostCheck>

export const host = {
  info: procedure
    .route({ method: 'GET', path: '/host', summary: 'Which host answers' })
    .output(z.object({ version: z.string(), kind: z.enum(['electron', 'web', 'cli']), pid: z.number().int(), data: z.string() })),
  doctor: procedure
    .route({ method: 'GET', path: '/doctor', summary: 'What is installed, what is missing, what to do' })
    .output(z.object({ ok: z.boolean(), checks: z.array(HostCheck) })),
}
