/** Reads the week of a sheet: what we have printed by its boxes, what others have made by its days and hours. */
import type ExcelJS from 'exceljs';
import {
  addressOf,
  type Box,
  columnsOf,
  DAY_LABELS,
  dayStartOf,
  type FormRow,
  type GridLayout,
  gridBoxes,
  HOLIDAYS_ONLY,
  minuteOf,
  plain,
  readSlot,
  readTimes,
  SUNDAY,
  SUNDAY_ONLY,
  type WeekSlot,
  writeSlot,
} from '#mapping';
import { textOf } from './cell-text.ts';
import type { SheetReading } from './read-sheet.ts';
import { placeOf } from './sheet-labels.ts';

/** What one cell says. */
interface Entry {
  readonly day: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
}

/** `before` are the rows that were printed, where the hidden sheet remembers them. */
export function readGrid(reading: SheetReading, id: string, before: readonly FormRow[] | undefined): FormRow[] {
  const grid = reading.layout.grids?.[id];
  if (grid === undefined) return [];
  const frame = frameOf(reading, grid);
  if (frame === undefined) return [];
  const entries = entriesOf(reading, frame);
  const site = { id, grid, frame };
  const printed = before ?? [];
  const kept = keptRows(reading, site, printed, entries);
  const lost = printed.filter(({ key }) => key !== undefined && !kept.some((row) => row.key === key));
  return [...kept, ...freshRows(reading, site, entries).map((row) => movedRow(row, lost, grid))];
}

/** What stands elsewhere in the same words was moved there: it stays the same thing at another time. */
function movedRow(row: FormRow, lost: FormRow[], { text }: GridLayout): FormRow {
  const at = lost.findIndex(({ fields }) => fields[text]?.value === row.fields[text]?.value);
  const [before] = at < 0 ? [] : lost.splice(at, 1);
  return before === undefined ? row : { ...before, fields: { ...before.fields, ...row.fields } };
}

export interface Frame {
  /** First and last row of the half hours. */
  readonly top: number;
  readonly bottom: number;
  readonly columns: readonly { readonly day: number; readonly left: number; readonly holidays: boolean }[];
  readonly minuteAt: (row: number) => number;
  /** The cells that name the days and the hours. */
  readonly heads: readonly string[];
}

/** Where the days and hours stand, by their names. */
export function frameOf({ sheet, mapping, model }: SheetReading, grid: GridLayout): Frame | undefined {
  const header = headerOf(
    sheet,
    model.boxes.find(({ text, table }) => text === DAY_LABELS[0] && table !== undefined),
  );
  if (header === undefined) return undefined;
  const [hours] = columnsOf(grid.hours);
  const first = dayStartOf(mapping.rules.find(({ source }) => source === grid.time) ?? {});
  const labels = hoursOf(sheet, { top: header.row + 1, column: hours, first });
  const [one, two] = labels;
  const last = labels.at(-1);
  if (one === undefined || two === undefined || last === undefined) return undefined;
  const step = (two.minute - one.minute) / (two.row - one.row);
  return {
    top: header.row + 1,
    bottom: lastRowOf(sheet, last.row, hours, two.row - one.row),
    columns: header.columns,
    minuteAt: (row) => one.minute + (row - one.row) * step,
    heads: [
      ...header.columns.map(({ left }) => addressOf(header.row, left)),
      ...labels.map(({ row }) => addressOf(row, hours)),
    ],
  };
}

interface Hour {
  readonly row: number;
  readonly minute: number;
}

/** The hours that are written down a column, each as far from the one before as the second from the first: what else stands below is no hour. */
function hoursOf(
  sheet: ExcelJS.Worksheet,
  { top, column, first }: { readonly top: number; readonly column: number; readonly first: number },
): Hour[] {
  const hours: Hour[] = [];
  for (let row = top; row <= sheet.rowCount; row += 1) {
    const cell = sheet.getCell(row, column);
    const read = cell.isMerged && cell.master !== cell ? undefined : minuteOf(textOf(cell));
    if (read === undefined) continue;
    const minute = read <= (hours.at(-1)?.minute ?? -1) || read < first ? read + 1440 : read;
    const [one, two] = hours;
    const isInStep =
      one === undefined ||
      two === undefined ||
      (minute - one.minute) * (two.row - one.row) === (row - one.row) * (two.minute - one.minute);
    if (!isInStep) break;
    hours.push({ row, minute });
  }
  return hours;
}

/** The last heading covers its two hours, or as many rows as its cell is merged over. */
function lastRowOf(sheet: ExcelJS.Worksheet, row: number, column: number, rows: number): number {
  const { bottom } = placeOf(sheet, sheet.getCell(row, column));
  return bottom > row ? bottom : row + rows - 1;
}

/** The row that has the names of all days; where the layout has it first of all. */
function headerOf(sheet: ExcelJS.Worksheet, expected: Box | undefined) {
  const rows = Array.from({ length: sheet.rowCount }, (_, at) => at + 1);
  const start = expected?.top ?? 1;
  for (const row of [start, ...rows]) {
    const columns: { day: number; left: number; holidays: boolean }[] = [];
    sheet.getRow(row).eachCell((cell) => {
      if (cell.isMerged && cell.master !== cell) return;
      const word = plain(textOf(cell)).replace(/曜日?/, '');
      const day = DAY_LABELS.findIndex(
        (label) => label.startsWith(word.slice(0, 1)) && /^[月火水木金土]$|^日/.test(word),
      );
      if (day >= 0) columns.push({ day, left: Number(cell.col), holidays: day === SUNDAY && word.includes('祝') });
    });
    if (new Set(columns.map(({ day }) => day)).size === DAY_LABELS.length) return { row, columns };
  }
  return undefined;
}

function entriesOf({ sheet, read }: SheetReading, { top, bottom, columns, heads }: Frame): Entry[] {
  for (const address of heads) read.add(address);
  return columns.flatMap(({ day, left }) => {
    const entries: Entry[] = [];
    for (let row = top; row <= bottom; row += 1) {
      const cell = sheet.getCell(row, left);
      if (cell.isMerged && Number(cell.master.row) !== row) continue;
      const text = textOf(cell);
      read.add(cell.address);
      if (text.trim() !== '') entries.push({ day, top: row, bottom: placeOf(sheet, cell.master).bottom, text });
    }
    return entries;
  });
}

interface Site {
  readonly id: string;
  readonly grid: GridLayout;
  readonly frame: Frame;
}

/** The printed rows whose boxes still stand as they were, or say something else in the same place; their entries are used up. */
function keptRows(reading: SheetReading, site: Site, before: readonly FormRow[], entries: Entry[]): FormRow[] {
  const { grid, id } = site;
  const rule = reading.mapping.rules.find(({ source }) => source === grid.time);
  const boxes = gridBoxes(grid, rule, { id, rows: before }).filter(({ slots }) => slots !== undefined);
  const shift = site.frame.top - grid.start;
  const gone = new Map<number, Set<number>>();
  const changed = new Map<number, Map<number, string>>();
  for (const box of boxes) {
    const day = box.slots?.[0]?.day ?? 0;
    const at = entries.findIndex(
      (one) => one.day === day && one.top === box.top + shift && one.bottom === box.bottom + shift,
    );
    const entry = entries[at];
    if (entry !== undefined && (entry.text === box.text || box.slots?.length === 1)) entries.splice(at, 1);
    if (entry?.text === box.text || (entry === undefined && box.text.trim() === '')) continue;
    for (const { row } of box.slots ?? []) {
      if (entry !== undefined && box.slots?.length === 1)
        changed.set(row, (changed.get(row) ?? new Map()).set(day, entry.text));
      else gone.set(row, (gone.get(row) ?? new Set()).add(day));
    }
  }
  return before.flatMap((row, at) => changedRows(reading, site, row, { gone: gone.get(at), changed: changed.get(at) }));
}

interface Change {
  readonly gone: ReadonlySet<number> | undefined;
  readonly changed: ReadonlyMap<number, string> | undefined;
}

/** A row that lost days keeps the others; a new text on all of its days is its new text, on some of them a new row. */
function changedRows(reading: SheetReading, { grid, id }: Site, row: FormRow, { gone, changed }: Change): FormRow[] {
  if (gone === undefined && changed === undefined) return [row];
  const first = dayStartOf(reading.mapping.rules.find(({ source }) => source === grid.time) ?? {});
  const slot = readSlot(row.fields[grid.time]?.value ?? '', first);
  if (slot === undefined) return [row];
  const drawn = slot.holidays && !slot.days.includes(SUNDAY) ? [...slot.days, SUNDAY] : slot.days;
  const same = drawn.filter((day) => gone?.has(day) !== true && changed?.has(day) !== true);
  const byText = new Map<string, number[]>();
  for (const [day, text] of changed ?? []) {
    const { time, text: words } = wordsIn(text, day);
    const key = JSON.stringify([time ?? null, words]);
    byText.set(key, [...(byText.get(key) ?? []), day]);
  }
  const all = [
    ...(same.length === 0 ? [] : [{ text: row.fields[grid.text]?.value ?? '', days: same, time: null }]),
    ...[...byText].map(([key, days]) => {
      const [time, text] = JSON.parse(key) as [string | null, string];
      return { text, days, time };
    }),
  ];
  return all.map(({ text, days, time }, at) => {
    const times = time === null ? undefined : readTimes(time, first);
    const said = {
      ...(times ?? slot),
      days: slot.days.filter((day) => days.includes(day)),
      holidays: slot.holidays && days.includes(SUNDAY),
    };
    const fresh = rowOf(reading, { grid, id }, said, text);
    return at === 0 ? { ...row, fields: { ...row.fields, ...fresh.fields } } : fresh;
  });
}

/** Cells that nobody has printed: one row for what stands at the same time on several days. */
function freshRows(reading: SheetReading, site: Site, entries: readonly Entry[]): FormRow[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.top, entry.bottom, wordsIn(entry.text, entry.day)]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [one] = group;
    if (one === undefined) return [];
    const { minuteAt, columns } = site.frame;
    const told = wordsIn(one.text, one.day);
    const isOnlyHolidays = told.days === 'holidays';
    const days = isOnlyHolidays ? [] : group.map(({ day }) => day).sort();
    const withHolidays = columns.some(({ day, holidays }) => day === SUNDAY && holidays);
    const times = told.time === undefined ? undefined : readTimes(told.time, minuteAt(site.frame.top));
    const drawn = { starts: [Math.round(minuteAt(one.top))], end: Math.round(minuteAt(one.bottom + 1)) };
    const slot: WeekSlot = {
      days,
      holidays: isOnlyHolidays || (days.includes(SUNDAY) && withHolidays && told.days !== 'sunday'),
      starts: times?.starts ?? drawn.starts,
      ...(times === undefined ? { end: drawn.end } : times.end === undefined ? {} : { end: times.end }),
    };
    return [rowOf(reading, site, slot, told.text)];
  });
}

/** The time that stands before the words, and which of Sundays and holidays is meant. */
function wordsIn(text: string, day: number): { time?: string; text: string; days?: 'sunday' | 'holidays' } {
  const [, time, words = ''] = /^(\d{1,2}:[0-5]\d(?:〜\d{1,2}:[0-5]\d)?) ([\s\S]*)$/.exec(text) ?? [
    undefined,
    undefined,
    text,
  ];
  const suffix = day === SUNDAY ? [SUNDAY_ONLY, HOLIDAYS_ONLY].find((one) => words.endsWith(one)) : undefined;
  return {
    ...(time === undefined ? {} : { time }),
    text: suffix === undefined ? words : words.slice(0, -suffix.length),
    ...(suffix === undefined ? {} : { days: suffix === SUNDAY_ONLY ? 'sunday' : 'holidays' }),
  };
}

function rowOf({ mapping }: SheetReading, { grid }: Pick<Site, 'grid' | 'id'>, slot: WeekSlot, text: string): FormRow {
  const labelOf = (field: string): string => mapping.rules.find(({ source }) => source === field)?.label ?? field;
  return {
    fields: {
      [grid.time]: { label: labelOf(grid.time), value: writeSlot(slot) },
      ...(text === '' ? {} : { [grid.text]: { label: labelOf(grid.text), value: text } }),
    },
  };
}
