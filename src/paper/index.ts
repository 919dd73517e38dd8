/** Forms as people hold them: workbooks, PDF, HTML and CSV, written and read back. */

/** Fills an office's own workbook: its looks, formulas and print settings stay, and it reads back as the same form. */
export { type FilledTemplate, fillTemplate } from './fill-template.ts';
/** A PDF of anything, in a font that has Japanese. */
export { MARGIN_POINTS, makePdf, type PdfDocument } from './make-pdf.ts';
/** A layout that prints every field: what a mapping begins with that came without a paper. */
export { plainLayout } from './plain-layout.ts';
/** Bytes of a form → the form as data, or a refusal that says where it is unreadable. */
export { lostInReading, READ_FORMATS, type ReadFormat, readForm, readFormWithIssues } from './read-form.ts';
/** Bytes of a form (`json`, `xlsx` or `csv`) → the form, alone or with what was odd about it; refuses what is no form of this mapping (400). */
export type { ReadForm } from './read-xlsx.ts';
/** What a workbook from elsewhere may not bring along: programs, and ways by which what is filled in would leave it. */
export { checkTemplate } from './template-safety.ts';
/** A form as bytes: `json`, `xlsx`, `pdf`, `html`, `csv` in UTF-8 with a mark, or `csv-cp932`, which refuses what CP932 lacks (422). */
export { toJson, WRITE_FORMATS, type WriteFormat, writeForm } from './write-form.ts';
