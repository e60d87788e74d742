import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { errorCodes } from '../contract/errors'

/** An OpenAPI 3.1 document as plain data. */
export type OpenApiDocument = Record<string, unknown>

export interface OpenApiOptions {
  version: string
  /** Where the contract is served, relative to the host, e.g. `/api`. */
  prefix: string
  /** Routes a host adds by hand, by their path from the root of the host. */
  paths?: Record<string, unknown>
}

const error = {
  type: 'object',
  properties: {
    code: { type: 'string', enum: errorCodes },
    message: { type: 'string', description: 'What happened and what to do' },
    status: { type: 'integer' },
    defined: { type: 'boolean' },
    data: { type: 'object', description: 'Details' },
  },
  required: ['code', 'message', 'status', 'defined'],
}

/** The OpenAPI 3.1 document of a contract: every procedure, the one error body of all of them, and the bearer token. */
export async function openApiDocument(contract: AnyContractRouter, { version, prefix, paths }: OpenApiOptions): Promise<OpenApiDocument> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Carrel',
      version,
      description: 'Documents in, answers with their places out. Streams are text/event-stream; a job is asked for with its id.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token in the address the host printed' } },
      schemas: { Error: error as never },
    },
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Error' }),
  })
  const prefixed = Object.entries(document.paths ?? {}).map(([path, item]) => [`${prefix}${path}`, item])
  return { ...document, paths: { ...Object.fromEntries(prefixed), ...paths } }
}
