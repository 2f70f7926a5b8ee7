import * as z from 'zod'

export type NamedSchema = { type: string; schema: z.ZodType }

const readType = (schema: z.ZodType): string => {
  if (schema instanceof z.ZodDiscriminatedUnion)
    return readType(z.instanceof(z.ZodType).parse(schema.options[0]))
  const literal = schema instanceof z.ZodObject ? schema.shape.type : undefined
  if (!(literal instanceof z.ZodLiteral)) throw new Error('An event without a type.')
  return String(literal.value)
}

/** The events of a union, and of the unions within, each by its `type`. */
export function listEvents(schema: z.ZodType): NamedSchema[] {
  if (!(schema instanceof z.ZodDiscriminatedUnion) || schema.def.discriminator !== 'type')
    return [{ type: readType(schema), schema }]
  return schema.options.flatMap((option) => listEvents(z.instanceof(z.ZodType).parse(option)))
}
