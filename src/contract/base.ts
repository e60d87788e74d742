import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorCodes, statusOf, type ErrorCode } from './errors'

const details = z.record(z.string(), z.unknown()).optional()

type ErrorMap = Record<ErrorCode, { status: number; data: typeof details }>

/** Every code of the closed list as a typed error with its HTTP status. */
const errorMap = Object.fromEntries(errorCodes.map((code) => [code, { status: statusOf(code), data: details }])) as ErrorMap

/** Where each procedure of the contract starts: the closed list of errors is known to all of them. */
export const procedure = oc.errors(errorMap)

/** A workspace, by id or by name. */
export const WorkspaceRef = z.string().min(1).max(200).describe('Workspace, by id or name')
/** A document, by id or by name. */
export const DocumentRef = z.string().min(1).max(4096).describe('Document, by id or name')
