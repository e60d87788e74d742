import { AppError } from '../../contract/errors'
import type { Llm } from '../llm'

/**
 * A model in GGUF on this machine, run by llama.cpp: `model` is its folder among the models of this installation (`gguf-1f0c52aa`). What
 * runs it is `llamaCpp/runner.ts`, in the generate worker: a crash of native code ends that process and no other.
 */
export const llm: Llm = {
  id: 'llamaCpp',
  label: 'On this machine (llama.cpp)',
  presets: [],
  needsUrl: false,
  generate: ({ model }, { system, prompt, maxOutputTokens, temperature }, { signal, local }) => {
    if (!local) throw new AppError('MODEL_UNREACHABLE', 'Models on this machine cannot be run here.')
    return local({ model, system, prompt, maxOutputTokens, temperature }, signal)
  },
}
