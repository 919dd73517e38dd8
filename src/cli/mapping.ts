/** `kakehashi mapping …`: for a coordinator who adapts a form to a region, without a line of TypeScript. */
import type { Command } from './command.ts';
import { checkMapping } from './mapping-check.ts';
import { explainMapping } from './mapping-explain.ts';
import { exportMapping } from './mapping-export.ts';
import { importMap, lintMap } from './mapping-lint.ts';
import { startMapping } from './mapping-new.ts';
import { previewMapping } from './mapping-preview.ts';

export const mappingCommands: readonly Command[] = [
  startMapping,
  checkMapping,
  explainMapping,
  previewMapping,
  exportMapping,
  lintMap,
  importMap,
];
