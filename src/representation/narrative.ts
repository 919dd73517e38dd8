/** Is a narrative one whole `div` that can stand in XML as it is? */
import { SaxesParser } from 'saxes';
import { XHTML_NAMESPACE } from './xml-text.ts';

/** Nothing that is no part of the `div` may come before or after it: it would break out of its place. */
export function isDiv(text: string): boolean {
  if (!/^<div[\s>/]/.test(text) || !text.endsWith('>')) return false;
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  let [depth, roots, whole] = [0, 0, true];
  const broken = () => {
    whole = false;
  };
  parser.on('error', broken);
  parser.on('doctype', broken);
  parser.on('opentag', ({ uri, prefix }) => {
    if (depth === 0) roots += 1;
    depth += 1;
    if (uri !== XHTML_NAMESPACE || prefix !== '') broken();
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  const outside = () => {
    if (depth === 0) broken();
  };
  parser.on('comment', outside);
  parser.on('processinginstruction', outside);
  parser.write(text).close();
  return whole && roots === 1;
}
