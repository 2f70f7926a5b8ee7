import { encodeUtf8 } from './encode-utf8.ts'

/** Where a ciphertext belongs. Opening it anywhere else fails. */
export type EnvelopePlace = { roomId: string; epoch: number; seq: number; column: string; keyId: string }

/**
 * The additional authenticated data of an envelope: a JSON array in UTF-8, so that no two places share one form.
 */
export const computeAad = ({ roomId, epoch, seq, column, keyId }: EnvelopePlace): Uint8Array<ArrayBuffer> =>
  encodeUtf8(JSON.stringify(['sentinel.envelope.1', roomId, epoch, seq, column, keyId]))
