// Draws the icons of resources/ from the window's icon; run by hand when that changes: node scripts/makeIcons.mjs
import sharp from 'sharp'
import { inProject } from './project.mjs'

const drawing = inProject('src', 'renderer', 'icon.svg')
/** Pixels of the drawing at 72 dpi; rendering at a higher density keeps the edges sharp. */
const drawn = 32

/** Icon of the app (electron-builder makes the others of it) and of the tray, in two densities. */
const icons = { 'icon.png': 1024, 'tray.png': 22, 'tray@2x.png': 44 }

for (const [name, size] of Object.entries(icons)) {
  const density = Math.min(2400, Math.max(72, (72 * size) / drawn))
  await sharp(drawing, { density }).resize(size, size).png({ compressionLevel: 9 }).toFile(inProject('resources', name))
}
