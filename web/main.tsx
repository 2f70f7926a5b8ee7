import './configure-zod.ts'
import './styles/index.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createClient } from '#sdk/index.ts'
import { App } from './app.tsx'

const root = document.getElementById('app')
if (root) {
  const client = createClient({ origin: location.origin, credentials: { kind: 'cookies' } })
  createRoot(root).render(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  )
}
