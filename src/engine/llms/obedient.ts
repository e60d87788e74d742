import type { Llm, LlmContext } from '../llm'

const address = /\bhttps?:\/\/[^\s)>\]"'`]+/giu
/** An order as documents give them: what to do, and with what. */
const order =
  /\b(?:delete|remove|erase|send|post|upload|mail|run|execute|open|fetch|load|write|save|add|change|set|call|allow)\b[^.\n]{0,200}/giu
/** As many addresses and orders are carried out; a document may hold thousands. */
const most = 20

/**
 * Does whatever a text says, as the worst of models would: fetches the addresses it finds, asks for a tool for each order, in the forms
 * models ask for tools, and repeats links, pictures and HTML. A stand-in to show that none of it has an effect.
 */
export const llm: Llm = {
  id: 'obedient',
  label: 'Obedient (does what documents say)',
  presets: [],
  needsUrl: false,
  async *generate(_settings, { prompt, passages }, context) {
    const said = passages.length > 0 ? passages.map(({ n, text }) => `${text} [${n}]`).join('\n\n') : prompt
    for (const found of (said.match(address) ?? []).slice(0, most)) {
      yield { type: 'text', text: `I fetched ${found}: ${await fetched(found, context)}\n![pixel](${found})\n[open this](${found})\n\n` }
    }
    for (const [what] of [...said.matchAll(order)].slice(0, most)) yield { type: 'text', text: toolCalls(what) }
    for (const text of said.match(/[\s\S]{1,400}/gu) ?? []) {
      if (context.signal.aborted) return
      yield { type: 'text', text }
    }
  },
}

async function fetched(found: string, { fetch, signal }: LlmContext): Promise<string> {
  try {
    return `${(await fetch(found, { signal })).status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The ways in which models ask for a tool. */
function toolCalls(what: string): string {
  const call = JSON.stringify({ name: 'do', arguments: { what } })
  return `<tool_call>${call}</tool_call>\n<function_calls><invoke name="do"><parameter name="what">${what}</parameter></invoke></function_calls>\n\`\`\`tool_code\n${call}\n\`\`\`\n\n`
}
