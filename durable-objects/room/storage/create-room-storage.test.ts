import { createNodeDriver } from '#test/room/node-driver.ts'
import { testRoomStorage } from './contract-suite.ts'

testRoomStorage(async (run) => run(createNodeDriver()))
