import { z } from 'zod'
import { procedure } from './base'

export const Model = z.object({
  label: z.string(),
  provider: z.string(),
  url: z.string().nullable(),
  model: z.string(),
  local: z.boolean().describe('Nothing leaves this machine'),
  options: z.record(z.string(), z.unknown()).optional().describe('Further settings, as the schema of its provider names them'),
  key: z.boolean().describe('Whether a key is kept for it; the key itself is never told'),
})
export type Model = z.infer<typeof Model>

const Label = z.string().trim().min(1).max(80)

/** A kind of model runner and the form its settings need, as JSON Schema. */
export const ModelProvider = z.object({
  id: z.string(),
  label: z.string(),
  presets: z.array(z.object({ label: z.string(), url: z.string() })),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the further settings; every field is optional and has a title'),
})

export const models = {
  list: procedure.route({ method: 'GET', path: '/models', summary: 'Models that can answer' }).output(z.object({ models: z.array(Model) })),
  providers: procedure.route({ method: 'GET', path: '/model-providers', summary: 'Kinds of model runner' }).output(
    z.object({
      providers: z.array(ModelProvider),
      savesKeys: z.boolean().describe('Whether there is a safe place for keys; else they last for a session only'),
    }),
  ),
  discover: procedure
    .route({
      method: 'GET',
      path: '/models/discover',
      summary: 'Model servers that answer on this machine at their usual addresses, and their models',
    })
    .output(
      z.object({
        servers: z.array(z.object({ provider: z.string(), label: z.string(), url: z.string(), models: z.array(z.string()) })),
      }),
    ),
  add: procedure
    .route({ method: 'POST', path: '/models', summary: 'Add a model runner', successStatus: 201 })
    .input(
      z.object({
        label: Label,
        provider: z.string().min(1),
        url: z.url({ protocol: /^https?$/ }).optional(),
        model: z.string().trim().min(1).max(200),
        options: z.record(z.string(), z.unknown()).optional().describe('Further settings, as the schema of the provider names them'),
        key: z.string().min(1).optional().describe('Kept in the secret store, never told again'),
        keep: z
          .enum(['saved', 'session'])
          .default('saved')
          .describe('session: the key is written nowhere and forgotten when the host ends; where there is no safe place for keys'),
      }),
    )
    .output(z.object({ model: Model })),
  remove: procedure
    .route({ method: 'DELETE', path: '/models/{label}', summary: 'Remove a model runner and its key' })
    .input(z.object({ label: Label }))
    .output(z.object({ removed: z.string() })),
  test: procedure
    .route({ method: 'POST', path: '/models/{label}/test', summary: 'Send one short question and say how it went' })
    .input(z.object({ label: Label }))
    .output(
      z.object({
        ok: z.boolean(),
        elapsedMs: z.number(),
        text: z.string().optional(),
        code: z.string().optional(),
        message: z.string().optional(),
      }),
    ),
}
