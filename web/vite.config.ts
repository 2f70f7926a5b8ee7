import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Paths are relative to the repository root. Nothing is inlined: the content security policy forbids it. */
export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2022',
  },
})
