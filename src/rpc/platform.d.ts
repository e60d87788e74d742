/*
 * The few globals every host has (Node, browsers, Electron), so that this folder compiles without the types of any of them.
 * Not emitted: whoever imports this folder sees the types of its own host.
 */

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}

declare const AbortSignal: { any(signals: readonly AbortSignal[]): AbortSignal }

declare function fetch(request: string, init: { headers?: object; signal?: AbortSignal; redirect?: string }): Promise<{ status: number }>

declare const WebSocket: { new (address: string, protocols: string[]): never }
