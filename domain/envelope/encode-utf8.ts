const encoder = new TextEncoder()

/** UTF-8, typed so that every runtime's WebCrypto takes it. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = encoder.encode(text)
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError('text was encoded to shared memory')
  return new Uint8Array(buffer, byteOffset, byteLength)
}
