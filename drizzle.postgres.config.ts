import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './schema/postgres/index.ts',
  out: './schema/postgres/migrations',
})
