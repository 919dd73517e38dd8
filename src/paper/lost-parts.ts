/** The parts of a workbook that the library which opens it leaves out: shapes with their words, charts, macros. */
import type { ZipPart } from './zip-size.ts';

const PARTS_LOST = /^xl\/(vbaProject\.bin|charts\/|ctrlProps\/|activeX\/|embeddings\/|pivotTables\/|diagrams\/)/;
const DRAWING = /^xl\/drawings\/[^/]+\.xml$/;
const SHAPE = /<(?:\w+:)?(sp|cxnSp|grpSp)[ >]/;

/** Their names. */
export const lostParts = (parts: readonly ZipPart[]): string[] =>
  parts
    .filter(({ name, bytes }) => PARTS_LOST.test(name) || (DRAWING.test(name) && SHAPE.test(decode(bytes))))
    .map(({ name }) => name);

const COMMENTS = /^xl\/comments[^/]*\.xml$/;
const COMMENT = /<(?:\w+:)?comment\s[^>]*\bref="([A-Z]+\d+)"/g;

/** The cells that have a comment, sheet by sheet without their names: the library knows only those of cells that are written. */
export const commentedCells = (parts: readonly ZipPart[]): string[] =>
  parts
    .filter(({ name }) => COMMENTS.test(name))
    .flatMap(({ bytes }) => [...decode(bytes).matchAll(COMMENT)].map(([, at = '']) => at));

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
