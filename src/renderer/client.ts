import type { Contract } from '../contract'
import { AppError } from '../contract/errors'
import type { Client } from '../rpc/connectPort'

export type CarrelClient = Client<Contract>

let current: CarrelClient | undefined

/** The live client; throws AppError when the host is not reachable at the moment. Only actions and connect.ts call it. */
export function client(): CarrelClient {
  if (current) return current
  throw new AppError('BUSY', 'Carrel is not connected at the moment. It connects again by itself; then try again.')
}

/** Called by connect.ts whenever a connection opens or is lost. */
export function setClient(next: CarrelClient | undefined): void {
  current = next
}
