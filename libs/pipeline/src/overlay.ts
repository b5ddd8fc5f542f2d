import { z } from 'zod'

/**
 * A strict object in which every field is optional and none has a default: what is not named does not change.
 * (`partial()` alone would fill the defaults in again.)
 */
export function overlay(schema: z.ZodObject) {
  const fields = Object.entries(schema.shape).map(([name, field]) =>
    [name, (field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() as z.ZodType : field as z.ZodType).optional()])
  return z.strictObject(Object.fromEntries(fields) as Record<string, z.ZodType>)
}
