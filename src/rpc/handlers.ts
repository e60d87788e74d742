import type { ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract'

/** What a handler is told beside its input. */
export interface Call {
  /** Aborted when the caller cancels, leaves its stream or is gone. Whatever waits must wait with it. */
  signal: AbortSignal
}

/** A procedure without input gets `undefined`. */
type HandlerInput<Input> = unknown extends Input ? undefined : Input

/** A stream is any AsyncIterable of its events; everything else is a value or a promise of it. */
type HandlerOutput<Output> =
  Output extends AsyncIteratorObject<infer Event, unknown, unknown>
    ? AsyncIterable<Event> | Promise<AsyncIterable<Event>>
    : Output | Promise<Output>

/** One procedure as a plain function: its input is parsed already, its output is parsed afterwards. */
export type Handler<Input, Output> = (input: HandlerInput<Input>, call: Call) => HandlerOutput<Output>

/** A contract as a tree of plain functions of the same shape. */
export type Handlers<C> =
  C extends ContractProcedure<infer Input, infer Output, infer _Errors, infer _Meta>
    ? Handler<InferSchemaOutput<Input>, InferSchemaInput<Output>>
    : { [Name in keyof C]: Handlers<C[Name]> }
