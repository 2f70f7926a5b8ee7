import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'mysql',
  schema: './schema/mysql/index.ts',
  out: './schema/mysql/migrations',
})
