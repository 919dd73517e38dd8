/**
 * Takes back what files of standard storage brought, when their hospital marks them as deleted: what they made is deleted,
 * what they changed is as it was before. Where anything came after them, that is for a person to decide.
 */
import type { DisclosedItem } from '#audit';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { WrittenVersion } from '#intake';
import { prepareDelete, prepareUpdate, RECURRING_TYPES, type Write } from '#records';
import { resourceOf } from '#store';
import {
  type Also,
  type Answer,
  entryOf,
  type House,
  holderOf,
  InputRefused,
  notFound,
  permitOf,
  settle,
  type Visit,
  within,
} from '#visit';

export interface Undoing {
  /** All versions that the files brought. */
  readonly written: readonly WrittenVersion[];
  /** Committed together with it. */
  readonly also: Also;
}

/** 200 when nothing of it is left; 409 `undo-impossible`, and then all of it is. */
export async function undoFile(house: House, visit: Visit, { written, also }: Undoing): Promise<Answer | Refusal> {
  const runs = runsOf(written);
  if (runs === undefined) return undoImpossible();
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const inside = within(house, writer);
      const items: DisclosedItem[] = [];
      for (const run of runs) {
        const write = await undoing(inside, visit, run);
        const answer = isRefusal(write) ? write : await write(writer);
        // The reason is in the audit; whoever decides needs to know only that somebody must.
        if (isRefusal(answer))
          throw new InputRefused({ ...undoImpossible(), auditReason: answer.issues[0]?.code ?? '' });
        items.push(...answer.items);
      }
      await also(writer.sql, []);
      const answer: Answer = { status: 200, interaction: 'transaction', action: 'E', items };
      await house.audit.recordIn(writer.sql, entryOf(visit, answer));
      return { ...answer, recorded: true };
    }),
  );
}

/** Versions of one resource that follow on each other. */
interface Run {
  readonly type: string;
  readonly id: string;
  readonly first: number;
  readonly last: number;
}

/**
 * By resource, the last made first. Who and where a message names is named by others too, so it stays; only a file that is
 * about nothing else, or has written over some of that, cannot be taken back so.
 */
function runsOf(written: readonly WrittenVersion[]): Run[] | undefined {
  const [own, recurring] = [false, true].map((recurs) =>
    written.filter(({ type }) => RECURRING_TYPES.includes(type) === recurs),
  ) as [WrittenVersion[], WrittenVersion[]];
  if (own.length === 0 && written.length > 0) return undefined;
  if (recurring.some(({ version }) => version > 1)) return undefined;
  const runs = [...Map.groupBy(own, ({ type, id }) => `${type}/${id}`).values()].map((versions) => {
    const numbers = versions.map(({ version }) => version).sort((a, b) => a - b);
    const { type = '', id = '' } = versions[0] ?? {};
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    return { type, id, first, last, whole: new Set(numbers).size === last - first + 1 };
  });
  return runs.every(({ whole }) => whole) ? runs.reverse() : undefined;
}

async function undoing(house: House, visit: Visit, { type, id, first, last }: Run): Promise<Write | Refusal> {
  const target = { type, id, ifMatch: `W/"${last}"` };
  if (first === 1) return prepareDelete(house, visit, target);
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  // As it is stored, not as it is shown: what is masked for a reader must not be written.
  const versions = await house.store.history(permit, type, id);
  const before = versions.find(({ version, custodian }) => version === first - 1 && custodian === holderOf(visit));
  if (before === undefined || before.deleted) return notFound(type, id);
  return prepareUpdate(house, visit, target, resourceOf(before));
}

const undoImpossible = (): Refusal =>
  refuse(409, {
    code: 'undo-impossible',
    type: 'conflict',
    ja: '削除されたファイルの内容を、自動では取り消せません。記録を確かめて直し、これは処分してください。',
    en: 'what the deleted file brought cannot be taken back without a decision; correct the record, and dismiss this',
  });
