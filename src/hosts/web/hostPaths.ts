import { uploadNameHeader } from './uploads'

const parameter = (name: string, where: string, description: string) => ({
  name,
  in: where,
  required: true,
  description,
  schema: { type: 'string' },
})

const bytes = { 'application/octet-stream': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } }

const failure = { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } }

const uploadSchema = {
  type: 'object',
  properties: { upload: { type: 'string' }, name: { type: 'string' }, bytes: { type: 'integer' } },
  required: ['upload', 'name', 'bytes'],
}

const uploadsSchema = { type: 'object', properties: { uploads: { type: 'array', items: uploadSchema } }, required: ['uploads'] }

/** What the web host offers beside the contract, for its OpenAPI document. */
export const hostPaths = {
  '/uploads': {
    post: {
      operationId: 'uploads.create',
      summary: 'Send the bytes of a file; documents.add makes a document of it',
      tags: ['uploads'],
      parameters: [parameter(uploadNameHeader, 'header', 'File name, percent-encoded')],
      requestBody: { required: true, content: bytes },
      responses: {
        201: {
          description: 'Taken',
          content: {
            'application/json': {
              schema: uploadSchema,
            },
          },
        },
        default: failure,
      },
    },
  },
  '/uploads/bundle': {
    post: {
      operationId: 'uploads.createBundle',
      summary:
        'Send many small files at once: the length of a JSON list [{name, bytes}] in four bytes (little endian), the list, the files',
      tags: ['uploads'],
      requestBody: { required: true, content: bytes },
      responses: { 201: { description: 'Taken', content: { 'application/json': { schema: uploadsSchema } } }, default: failure },
    },
  },
  '/archives/{id}': {
    get: {
      operationId: 'archives.get',
      summary: 'An archive that was exported without a path, once',
      tags: ['archives'],
      parameters: [parameter('id', 'path', 'What the export answered as download')],
      responses: { 200: { description: 'All of it', content: bytes }, default: failure },
    },
  },
  '/files/{workspace}/{document}': {
    get: {
      operationId: 'files.get',
      summary: 'The original of a document, whole or a range of it',
      tags: ['files'],
      parameters: [
        parameter('workspace', 'path', 'Workspace, by id or name'),
        parameter('document', 'path', 'Document, by id or name'),
        { ...parameter('range', 'header', 'bytes=FIRST-LAST'), required: false },
      ],
      responses: {
        200: { description: 'All of it', content: bytes },
        206: { description: 'The range', content: bytes },
        416: { description: 'Beyond its end' },
        default: failure,
      },
    },
  },
}
