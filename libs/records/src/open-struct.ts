import * as Effect from 'effect/Effect'
import * as Schema from 'effect/Schema'

/**
 * A struct that keeps the fields it does not know: they are decoded as they are and encoded again, so that a record may
 * carry another project's columns through our stages. The TypeScript type stays closed, so that our own code cannot read them by accident.
 */
export function OpenStruct<const Fields extends Schema.Struct.Fields>(fields: Fields): Schema.Struct<Fields> {
  const open = Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, Schema.Unknown)])
  return open as unknown as Schema.Struct<Fields>
}

/** A field that may be absent from what is read and is then `value`. */
export function withDefault<S extends Schema.Constraint>(schema: S, value: S['Encoded']) {
  return Schema.withDecodingDefaultKey<S>(Effect.succeed(value))(schema)
}
