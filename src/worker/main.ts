import { childPort } from '../rpc/childPort'
import { toPort, type MainPort, type Port } from '../rpc/port'
import { boundOutput } from './boundedOutput'
import { endWithParent } from './endWithParent'

/*
 * The one entry of every worker process. It finds the pipe its host gave it, watches over its end, and only then loads what answers the
 * worker contract: on a busy machine that takes seconds, in which the host may go.
 */

/** The pipe to the host: Electron's parent port in a utility process, else the IPC channel of a child process. */
function findPort(): Port {
  const { parentPort } = process as { parentPort?: MainPort }
  if (parentPort) return toPort(parentPort)
  if (process.send) return childPort(process)
  throw new Error('A worker is started by its host, which gives it a pipe; this process has none.')
}

boundOutput()
const port = findPort()
endWithParent(port)
const { serve } = await import('./serve')
serve(port)
