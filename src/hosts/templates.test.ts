import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPipeline } from '../contract/pipeline'
import { keepAll } from '../contract/retention'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A workspace that is set up well is the pattern of the next one. */

const workspace = 'w'
let library: LibraryHost
beforeAll(async () => void (library = await openLibraryHost()), 60_000)
afterAll(() => library.close())
const client = () => library.host.client

const pipeline = { ...defaultPipeline, retrieval: { ...defaultPipeline.retrieval, limit: 7 } }
const retention = { ...keepAll, chats: 90 }
const questions = ['When does the contract end?', 'Who signs?']

describe('a template', { timeout: 60_000 }, () => {
  it('holds settings, focus and tags of a workspace and nothing that is in it, and sets a new one up the same way', async () => {
    await library.add(library.file('secret wombat.md', 'The wombat contract ends on 31 March.\n'))
    await client().documents.tag({ workspace, documents: ['secret wombat.md'], add: ['Contract'] })
    await client().models.add({ label: 'Echo', provider: 'echo', model: 'echo' })
    await client().workspaces.update({ workspace, model: 'Echo' })
    await client().pipeline.update({ workspace, pipeline })
    await client().retention.update({ workspace, policy: retention })
    await client().focus.update({ workspace, focus: { tags: ['Invoice'], questions } })
    await client().egress.setPolicy({ workspace, mode: 'services', allow: ['models.example'] })
    const { template } = await client().templates.save({ name: 'Client', workspace })
    expect(template).toMatchObject({
      name: 'Client',
      model: 'Echo',
      pipeline,
      retention,
      focus: { tags: ['Contract', 'Invoice'], questions },
    })
    expect(JSON.stringify(template)).not.toContain('wombat')

    const { workspace: made } = await client().workspaces.create({ name: 'New client', template: 'client' })
    expect(made.model).toBe('Echo')
    expect((await client().pipeline.get({ workspace: made.id })).pipeline).toEqual(pipeline)
    expect((await client().retention.get({ workspace: made.id })).policy).toEqual(retention)
    expect((await client().egress.policy({ workspace: made.id })).policy).toEqual({ mode: 'services', hosts: ['models.example'] })
    expect((await client().documents.tags({ workspace: made.id })).tags).toEqual([
      { tag: 'Contract', documents: 0 },
      { tag: 'Invoice', documents: 0 },
    ])
    expect((await client().documents.list({ workspace: made.id })).total).toBe(0)
    expect((await client().chat.suggestions({ workspace: made.id })).questions).toEqual([])
    expect((await client().chat.suggestions({ workspace })).questions.slice(0, 2)).toEqual(questions)
  })

  it('is replaced under its name, removed, and refused where it or its model is not there', async () => {
    await client().templates.save({ name: 'CLIENT', workspace })
    expect((await client().templates.list()).templates.map(({ name }) => name)).toEqual(['CLIENT'])
    await client().models.remove({ label: 'Echo' })
    const create = (template: string) => client().workspaces.create({ name: 'Never', template })
    await expect(create('Client')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await client().templates.remove({ name: 'Client' })
    await expect(create('Client')).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' })
    await expect(client().templates.remove({ name: 'Client' })).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' })
    expect((await client().workspaces.list()).workspaces.map(({ name }) => name)).not.toContain('Never')
  })
})
