/** LUKS on-disk format 1: magic, version, and a UUID at 168; enough for whoever looks for signatures. */
export function luksHeader(): Uint8Array {
  const header = Buffer.alloc(592);
  header.write("LUKS\xba\xbe", "latin1");
  header.writeUInt16BE(1, 6);
  header.write("9f3a22c1-7e04-4b10-8d2e-0123456789ab", 168);
  return header;
}
