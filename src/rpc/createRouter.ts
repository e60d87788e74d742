import { mapEventIterator } from '@orpc/client'
import type { AnyContractRouter, ContractProcedure } from '@orpc/contract'
import { isContractProcedure } from '@orpc/contract'
import { implement, type AnyRouter } from '@orpc/server'
import { abortableStream } from './abortableStream'
import { AppError } from '../contract/errors'
import { toRpcError, type Unexpected } from './errorBorder'
import type { Call, Handlers } from './handlers'

/** A contract with its functions, ready for servePort, the HTTP handler or a WebSocket. */
export type Router = AnyRouter

type AnyProcedure = ContractProcedure<never, never, never, never>
type AnyHandler = (input: unknown, call: Call) => unknown

export interface RouterOptions extends Unexpected {
  /** Outputs are sent as the handlers give them, without parsing: only between our own processes, which types keep in step. */
  trusted?: boolean
}

/**
 * Gives each procedure of a contract its function. Inputs are parsed before and, where not trusted, outputs after it; an AppError it throws, also within
 * a stream, becomes the contract's typed error; what is not expected becomes INTERNAL and is told to `onError`.
 */
export function createRouter<C extends AnyContractRouter>(contract: C, handlers: Handlers<C>, options: RouterOptions = {}): Router {
  return implementTree(contract, handlers, [], options) as Router
}

function implementTree(contract: unknown, handlers: unknown, path: readonly string[], options: RouterOptions): unknown {
  if (isContractProcedure(contract)) return implementProcedure(contract as AnyProcedure, handlers as AnyHandler, path.join('.'), options)
  return Object.fromEntries(
    Object.entries(contract as object).map(([name, part]) => {
      const own = (handlers as Record<string, unknown> | undefined)?.[name]
      return [name, implementTree(part, own, [...path, name], options)]
    }),
  )
}

function implementProcedure(procedure: AnyProcedure, handler: AnyHandler | undefined, path: string, options: RouterOptions): unknown {
  if (typeof handler !== 'function') throw new Error(`The contract asks for ${path}, and no handler answers it.`)
  // Index 1: parsing happens within the one middleware, which so hears of what does not parse.
  const builder = implement(procedure as ContractProcedure<any, any, any, any>, {
    initialInputValidationIndex: 1,
    initialOutputValidationIndex: options.trusted ? Number.NaN : 1,
  })
  const failure = (error: unknown, signal: AbortSignal | undefined) =>
    toRpcError(signal?.aborted ? new AppError('CANCELLED', 'This was cancelled.', { cause: error }) : error, path, options)

  return builder
    .use(async ({ next, signal }) => {
      try {
        const result = await next()
        if (!isStream(result.output)) return result
        const output = mapEventIterator(result.output, { value: async (event) => event, error: async (error) => failure(error, signal) })
        return { ...result, output }
      } catch (error) {
        throw failure(error, signal)
      }
    })
    .handler(async ({ input, signal }: { input: unknown; signal?: AbortSignal }) => {
      const output = await handler(input, { signal: signal as AbortSignal })
      return isStream(output) ? abortableStream(output, signal) : output
    })
}

function isStream(output: unknown): output is AsyncIteratorObject<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}
