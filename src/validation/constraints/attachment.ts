/** An attachment that carries its data: the size that it states is the size of the data, and so is the hash. */
import { createHash } from 'node:crypto';
import { isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function attachment({ element, base }: Origin): Rule[] {
  return element.path === 'Attachment' && base === undefined
    ? [{ kind: 'attachment', detail: 'size, hash', check }]
    : [];
}

function check(node: Node, run: Run): void {
  if (!isFields(node.value)) return;
  const { data, size, hash } = node.value;
  if (typeof data !== 'string' || (size === undefined && hash === undefined)) return;
  const bytes = Buffer.from(data, 'base64');
  if (typeof size === 'number' && size !== bytes.length)
    run.report('attachment-size', node, { found: size, expected: bytes.length }, { key: 'size' });
  const expected = createHash('sha1').update(bytes).digest('base64');
  if (typeof hash === 'string' && hash !== expected)
    run.report('attachment-hash', node, { found: hash, expected }, { key: 'hash' });
}
