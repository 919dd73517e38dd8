/** The workbook with one part more, stored as it is, before the directory of the zip file. */
export function withPart(bytes: Uint8Array, name: string, content: string | Uint8Array): Uint8Array {
  const zip = Buffer.from(bytes);
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const [size, at] = [zip.readUInt32LE(end + 12), zip.readUInt32LE(end + 16)];
  const [local, entry, tail] = [Buffer.alloc(30), Buffer.alloc(46), Buffer.from(zip.subarray(end))];
  local.writeUInt32LE(0x04034b50, 0);
  entry.writeUInt32LE(0x02014b50, 0);
  for (const [header, from] of [
    [local, 18],
    [entry, 20],
  ] as const) {
    header.writeUInt32LE(content.length, from);
    header.writeUInt32LE(content.length, from + 4);
    header.writeUInt16LE(name.length, from + 8);
  }
  entry.writeUInt32LE(at, 42);
  const [first, second] = [local, entry].map((header) => Buffer.concat([header, Buffer.from(name)])) as [
    Buffer,
    Buffer,
  ];
  const grown = first.length + content.length;
  tail.writeUInt16LE(tail.readUInt16LE(8) + 1, 8);
  tail.writeUInt16LE(tail.readUInt16LE(10) + 1, 10);
  tail.writeUInt32LE(size + second.length, 12);
  tail.writeUInt32LE(at + grown, 16);
  const parts = [zip.subarray(0, at), first, Buffer.from(content), zip.subarray(at, end), second, tail];
  return new Uint8Array(Buffer.concat(parts));
}
