/** The week as it is printed: a column for each day, a row for each half hour, and a box for each thing that is done. */
import type { Box } from './box.ts';
import { columnsOf } from './cells.ts';
import { dayStartOf } from './codec-week.ts';
import type { GridLayout } from './layout.ts';
import type { FormRow, Rule } from './mapping.ts';
import { readSlot, writeMinute, writeTimes } from './week-time.ts';

const ROW_MINUTES = 30;
const LABEL_ROWS = 4;
export const DAY_LABELS = ['月', '火', '水', '木', '金', '土', '日・祝'] as const;
export const SUNDAY = 6;
export const HOLIDAYS_ONLY = '（祝日）';
export const SUNDAY_ONLY = '（日曜）';

/** The boxes of a grid. One whose `top` is 0 has no place in it. */
export function gridBoxes(
  grid: GridLayout,
  rule: Rule | undefined,
  { id, rows }: { id: string; rows: readonly FormRow[] },
): Box[] {
  const first = dayStartOf(rule ?? {});
  const slots = rows.flatMap((row, at) => slotsOf(grid, row, { first, row: at }));
  const inGrid = grid.days.flatMap((columns, day) =>
    grouped(slots.filter((slot) => slot.day === day && slot.from >= 0)).map((group) => boxOf(grid, columns, group)),
  );
  const outside = rows.flatMap((row, at) => {
    if (slots.some((slot) => slot.row === at && slot.from >= 0)) return [];
    const text = [grid.time, grid.text].flatMap((field) => row.fields[field]?.value ?? []).join(' ');
    return [{ kind: 'value' as const, top: 0, bottom: 0, left: 1, right: 1, text: `（表の外）${text}` }];
  });
  return [...frameOf(grid, first, inGrid), ...inGrid, ...outside].map((box) => ({ ...box, table: id }));
}

interface DaySlot {
  readonly row: number;
  readonly day: number;
  readonly start: number;
  /** Half hours from the first row; -1 outside of the grid. */
  readonly from: number;
  readonly until: number;
  readonly text: string;
  /** Its time, where the box alone does not say it. */
  readonly told: string;
  readonly times: string;
}

function slotsOf(grid: GridLayout, { fields }: FormRow, { first, row }: { first: number; row: number }): DaySlot[] {
  const slot = readSlot(fields[grid.time]?.value ?? '', first);
  if (slot === undefined) return [];
  const words = fields[grid.text]?.value ?? '';
  const days = slot.holidays && !slot.days.includes(SUNDAY) ? [...slot.days, SUNDAY] : slot.days;
  return days.flatMap((day) =>
    slot.starts.map((start) => {
      const from = Math.floor((start - first) / ROW_MINUTES);
      const end = slot.end ?? start + 1;
      const until = Math.min(grid.rows, Math.max(from + 1, Math.ceil((end - first) / ROW_MINUTES)));
      const times = writeTimes({ starts: [start], ...(slot.end === undefined ? {} : { end }) });
      const drawn = writeTimes({ starts: [first + from * ROW_MINUTES], end: first + until * ROW_MINUTES });
      const text = day === SUNDAY ? `${words}${suffixOf(slot.days.includes(SUNDAY), slot.holidays)}` : words;
      const inside = from >= 0 && from < grid.rows;
      return {
        row,
        day,
        start,
        from: inside ? from : -1,
        until,
        text,
        told: drawn === times ? '' : `${times} `,
        times,
      };
    }),
  );
}

function suffixOf(sunday: boolean, holidays: boolean): string {
  if (sunday && holidays) return '';
  return sunday ? SUNDAY_ONLY : HOLIDAYS_ONLY;
}

/** What overlaps on one day shares a box. */
function grouped(slots: readonly DaySlot[]): DaySlot[][] {
  const groups: DaySlot[][] = [];
  let until = -1;
  for (const slot of slots.toSorted((a, b) => a.from - b.from || a.row - b.row)) {
    const last = groups.at(-1);
    if (last !== undefined && slot.from < until) last.push(slot);
    else groups.push([slot]);
    until = Math.max(last !== undefined && slot.from < until ? until : -1, slot.until);
  }
  return groups;
}

function boxOf(grid: GridLayout, columns: string, group: readonly DaySlot[]): Box {
  const [left, right] = columnsOf(columns);
  const [only, ...more] = group;
  const text =
    only !== undefined && more.length === 0
      ? `${only.told}${only.text}`
      : group.map((slot) => `${slot.times} ${slot.text}`).join('\n');
  return {
    kind: 'slot',
    top: grid.start + Math.min(...group.map(({ from }) => from)),
    bottom: grid.start + Math.max(...group.map(({ until }) => until)) - 1,
    left,
    right,
    text,
    slots: group.map(({ row, day, start }) => ({ row, day, start })),
  };
}

/** The names of the days, the hours, and the empty half hours. */
function frameOf(grid: GridLayout, first: number, filled: readonly Box[]): Box[] {
  const [hoursLeft, hoursRight] = columnsOf(grid.hours);
  const hours = { left: hoursLeft, right: hoursRight };
  const boxes: Box[] = [{ kind: 'label', top: grid.header, bottom: grid.header, ...hours, text: '' }];
  for (const { row, rows, text } of hourLabels(grid, first))
    boxes.push({ kind: 'hour', top: row, bottom: row + rows - 1, ...hours, text });
  for (const [day, columns] of grid.days.entries()) {
    const [left, right] = columnsOf(columns);
    boxes.push({ kind: 'label', top: grid.header, bottom: grid.header, left, right, text: DAY_LABELS[day] ?? '' });
    const taken = filled.filter((box) => box.left === left);
    for (let row = grid.start; row < grid.start + grid.rows; row += 1)
      if (!taken.some(({ top, bottom }) => top <= row && row <= bottom))
        boxes.push({ kind: 'slot', top: row, bottom: row, left, right, text: '' });
  }
  return boxes;
}

/** A heading for every two hours; a part of two hours before the first has none. */
function hourLabels(grid: GridLayout, first: number): { row: number; rows: number; text: string }[] {
  const labels: { row: number; rows: number; text: string }[] = [];
  const end = grid.start + grid.rows;
  let row = grid.start;
  for (let count = 0; row < end; ) {
    const minute = first + (row - grid.start) * ROW_MINUTES;
    const whole = minute % (LABEL_ROWS * ROW_MINUTES) === 0;
    const before = LABEL_ROWS - (minute % (LABEL_ROWS * ROW_MINUTES)) / ROW_MINUTES;
    const rows = Math.max(1, Math.min(Math.floor(before), end - row));
    labels.push({ row, rows, text: whole ? (grid.hourLabels?.[count] ?? writeMinute(minute)) : '' });
    if (whole) count += 1;
    row += rows;
  }
  return labels;
}
