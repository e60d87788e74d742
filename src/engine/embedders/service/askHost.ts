import { z } from 'zod'

/*
 * What a worker asks of its host when a service has to make vectors: the worker holds no key and opens no connection.
 */

export const EmbedAsk = z.object({
  embedder: z.string().regex(/^service-[0-9a-f]{8}$/),
  use: z.enum(['passage', 'query']),
  workspace: z.string().describe('Folder of the workspace it is for: its policy decides, its ledger notes it'),
  documents: z.array(z.string()).max(64).optional().describe('Ids of the documents the texts are of'),
  texts: z.array(z.string().max(100_000)).max(64),
})
export type EmbedAsk = z.infer<typeof EmbedAsk>

/** Vectors as little-endian floats in Base64, one a text. */
export type AskHost = (ask: EmbedAsk) => Promise<string[]>

let ask: AskHost | undefined

/** Says how the host of this process is asked; once, when the process starts. */
export function setAskHost(way: AskHost): void {
  ask = way
}

export function askHost(): AskHost | undefined {
  return ask
}

export function encodeVector(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}

export function decodeVector(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
}
