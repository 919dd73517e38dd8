/** The codecs as groups of a StructureMap: what rules call where StructureMap has no transform of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StructureMap, StructureMapGroup } from '@medplum/fhirtypes';
import { HOME, narrativeOf } from '#mapping';
import { CODEC_LIBRARY, CODEC_LIBRARY_ID } from './map-names.ts';

/** Codec, by the name of its group → what it does, in Japanese and English. */
const codecWords = (): Readonly<Record<string, readonly [ja: string, en: string]>> =>
  JSON.parse(readFileSync(join(HOME, 'codecs.json'), 'utf8'));

const VERSION = '1.0.0';

/** Each group says what it does; how it is done is the gateway's own code, and no group pretends otherwise. */
export function codecLibrary(): StructureMap {
  return {
    resourceType: 'StructureMap',
    id: CODEC_LIBRARY_ID,
    text: narrativeOf('マッピングの変換'),
    url: CODEC_LIBRARY,
    version: VERSION,
    name: 'MappingCodecs',
    title: 'マッピングの変換 / Codecs of the mappings',
    status: 'active',
    description:
      '欄の文字と FHIR の値の間の変換。StructureMap の transform で書けないもので、名前と働きだけを示します。 / What turns the text of a field into values and back, where StructureMap has no transform for it: named and explained here, done by the gateway.',
    group: Object.entries(codecWords()).map(([name, [ja, en]]) => groupOf(name, `${ja} / ${en}`)),
  };
}

function groupOf(name: string, documentation: string): StructureMapGroup {
  return {
    name,
    typeMode: 'none',
    documentation,
    input: [
      { name: 'from', mode: 'source' },
      { name: 'to', mode: 'target' },
    ],
    rule: [{ name: 'external', source: [{ context: 'from' }], documentation }],
  };
}
