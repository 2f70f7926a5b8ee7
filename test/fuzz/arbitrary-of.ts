import fc, { type Arbitrary } from 'fast-check'
import * as z from 'zod'

const schemaNode = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
})

/** What a property of this name holds, where the schema alone would seldom hit what is there. */
export type Overrides = Readonly<Record<string, Arbitrary<unknown>>>

/** Values that the JSON Schema `input` accepts; refinements that it can't tell may still refuse some. */
export function arbitraryOf(input: unknown, overrides: Overrides = {}): Arbitrary<unknown> {
  const node = schemaNode.parse(input)
  if (node.oneOf ?? node.anyOf) {
    return fc.oneof(...listVariants(node).map((variant) => arbitraryOf(variant, overrides)))
  }
  if ('const' in node) return fc.constant(node.const)
  if (node.enum) return fc.constantFrom(...node.enum)
  switch (node.type) {
    case 'object':
      return objectOf(node, overrides)
    case 'array':
      return fc.array(arbitraryOf(node.items, overrides), {
        minLength: node.minItems ?? 0,
        maxLength: Math.min(node.maxItems ?? 5, 5),
      })
    case 'string':
      if (node.format === 'uuid') return fc.uuid()
      return fc.string({
        unit: 'grapheme',
        minLength: node.minLength ?? 0,
        maxLength: Math.min(node.maxLength ?? 40, 40),
      })
    case 'integer':
      return fc.maxSafeInteger().map((n) => Math.min(Math.max(n, node.minimum ?? n), node.maximum ?? n))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      throw new Error(`There are no values for ${JSON.stringify(input)}.`)
  }
}

/** Of a union of unions each variant alike, however deep it stands. */
function listVariants(input: unknown): unknown[] {
  const { oneOf, anyOf } = schemaNode.parse(input)
  return (oneOf ?? anyOf)?.flatMap(listVariants) ?? [input]
}

function objectOf(
  { properties = {}, required = [] }: z.infer<typeof schemaNode>,
  overrides: Overrides,
): Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      overrides[name] ?? arbitraryOf(value, overrides),
    ]),
  )
  return fc.record(model, { requiredKeys: required })
}
