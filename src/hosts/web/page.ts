import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { z } from 'zod'
import { contentSecurityPolicy, noncePlaceholder, pageHeaders } from './pagePolicy'

/** Types of the window's files by their extension; anything else is sent as bytes. */
export const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** The files of the window by the path they are asked for; nothing else is ever read. */
export type PageFiles = ReadonlyMap<string, string>

/** The list the build wrote beside the window, files.json; empty where the window is not built. */
export function listPageFiles(rendererFolder: string): PageFiles {
  const list = join(rendererFolder, 'files.json')
  if (!existsSync(list)) return new Map()
  const names = z.array(z.string()).parse(JSON.parse(readFileSync(list, 'utf8')))
  return new Map(
    [['index.html', '/'], ...names.map((name) => [name, `/${name}`])].map(([name = '', path = '']) => [path, join(rendererFolder, name)]),
  )
}

/** Answers with a file of the window. Built files carry a digest in their name and stay; the page itself is asked for each time. */
export async function sendPageFile(
  request: IncomingMessage,
  response: ServerResponse,
  { file, port }: { file: string; port: number },
): Promise<void> {
  const bytes = await readFile(file)
  const isPage = extname(file) === '.html'
  const nonce = isPage && bytes.includes(noncePlaceholder) ? randomBytes(18).toString('base64') : undefined
  const body = nonce ? Buffer.from(bytes.toString('utf8').replaceAll(noncePlaceholder, nonce)) : bytes
  response.writeHead(200, {
    ...pageHeaders,
    'content-security-policy': contentSecurityPolicy({ connect: [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`], nonce }),
    'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
    'content-length': body.length,
    'cache-control': (request.url ?? '').startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
