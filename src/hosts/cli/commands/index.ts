import type { Command } from '../command'
import { command as access } from './access'
import { command as add } from './add'
import { command as ask } from './ask'
import { command as chat } from './chat'
import { command as doctor } from './doctor'
import { command as documents } from './documents'
import { command as egress } from './egress'
import { command as embedding } from './embedding'
import { command as evaluate } from './evaluate'
import { command as focus } from './focus'
import { command as model } from './model'
import { command as policy } from './policy'
import { command as remove } from './remove'
import { command as retention } from './retention'
import { command as retry } from './retry'
import { command as search } from './search'
import { command as tag } from './tag'
import { command as template } from './template'
import { command as text } from './text'
import { command as unlock } from './unlock'
import { command as watch } from './watch'
import { command as workspace } from './workspace'

/** Every command that talks to a host, in the order the help shows them. `serve` is a host itself and stands beside them. */
export const commands: Record<string, Command> = {
  workspace,
  template,
  focus,
  add,
  watch,
  documents,
  access,
  tag,
  text,
  search,
  ask,
  chat,
  remove,
  retry,
  unlock,
  evaluate,
  model,
  embedding,
  policy,
  retention,
  egress,
  doctor,
}
