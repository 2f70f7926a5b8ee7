export * from './temp-outbox.ts'
