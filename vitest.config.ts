import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{workerd,stand,web,security}.test.ts'],
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml', environment: 'test' } })],
        test: { name: 'workerd', include: ['**/*.workerd.test.ts'] },
      },
      {
        test: {
          name: 'stand',
          include: ['**/*.{stand,security}.test.ts'],
          globalSetup: ['./test/setup/stand.ts', './test/setup/worker-bundle.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'web',
          include: ['**/*.web.test.ts'],
          globalSetup: [
            './test/setup/stand.ts',
            './test/setup/worker-bundle.ts',
            './test/setup/web-stage.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
