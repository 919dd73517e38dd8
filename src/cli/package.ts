/** `kakehashi package`: writes our profiles and their examples as a FHIR package, for any validator that reads one. */
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type Command, readArgs, UsageError } from './command.ts';
import { packageFiles } from './package-files.ts';

const BLOCK = 512;

export const packageCommand: Command = {
  name: 'package',
  usage: 'OUT.tgz',
  ja: 'プロファイルと例の FHIR パッケージ（.tgz）を書き出します。',
  en: 'Writes the FHIR package (.tgz) of our profiles and their examples.',
  options: {},
  async run(args, io) {
    const { positionals } = readArgs(args, {});
    const [out, ...rest] = positionals;
    if (out === undefined || rest.length > 0) throw new UsageError('OUT.tgz');
    const files = packageFiles();
    const blocks = files.flatMap(({ name, content }) => tarEntry(name, content));
    await writeFile(out, gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 }));
    io.out(`${out}: ${files.length} files\n`);
    return 0;
  },
};

/** One file as ustar blocks, with fixed owner and time, so that the same package has the same bytes. */
function tarEntry(name: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}
