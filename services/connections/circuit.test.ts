import { expect, test } from 'vitest'
import { Circuit, CircuitOpenError } from './circuit.ts'

const failing = () => Promise.reject(new Error('down'))

test('after a failure nothing is tried until the rest is over', async () => {
  let now = 1000
  const circuit = new Circuit(500, () => now)
  const calls: string[] = []
  const call = async () => {
    calls.push(`at ${now}`)
    return 'value'
  }
  await expect(circuit.run(failing)).rejects.toThrow('down')
  await expect(circuit.run(call)).rejects.toBeInstanceOf(CircuitOpenError)
  now = 1499
  await expect(circuit.run(call)).rejects.toBeInstanceOf(CircuitOpenError)
  now = 1500
  await expect(circuit.run(call)).resolves.toBe('value')
  expect(calls).toEqual(['at 1500'])
})

test('a success closes the circuit for good', async () => {
  let now = 0
  const circuit = new Circuit(500, () => now)
  await circuit.run(failing).catch(() => undefined)
  now = 600
  await circuit.run(async () => 1)
  await expect(circuit.run(async () => 2)).resolves.toBe(2)
})
