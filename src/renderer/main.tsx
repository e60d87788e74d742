import './theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepConnected } from './connect'
import { followTheme } from './theme'
import { Window } from './views/Window'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root element.')

followTheme()
createRoot(root).render(
  <StrictMode>
    <Window />
  </StrictMode>,
)
void keepConnected(new AbortController().signal)
