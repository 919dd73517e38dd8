/** GET CarePlan/{id}/$pathway: the pathway at a glance, with the names of those who do what. */
import type { CarePlan, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { codeSystemUrl, isRefusal, parseReference, type Refusal } from '#fhir';
import { isPathway, type PathwayTask, viewPathway } from '#pathway';
import { readInstance } from '#records';
import { resourceOf } from '#store';
import { type Answer, type House, invalid, permitOf, type Visit } from '#visit';

export async function showPathway(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  const found = await readInstance(house, visit, 'CarePlan', id);
  if (isRefusal(found)) return found;
  const plan = resourceOf(found.shown) as CarePlan;
  if (!isPathway(plan)) {
    return invalid(
      'CarePlan.category',
      'not-a-pathway',
      'この計画は地域連携パスではありません。CarePlan?category=pathway で探してください。',
      'this plan is not a community liaison pathway; search CarePlan?category=pathway',
    );
  }
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const view = viewPathway(plan);
  const roles = await house.store.readMany(
    permit,
    view.tasks.flatMap(({ performers }) => performers),
  );
  const names = new Map<string, string>();
  for (const row of roles) {
    const resource = resourceOf(row);
    const reference =
      resource.resourceType === 'PractitionerRole' ? resource.organization?.reference : `${row.type}/${row.id}`;
    const [holder] = reference === undefined ? [] : await house.store.readMany(permit, [reference]);
    const held = holder ? resourceOf(holder) : undefined;
    if (held?.resourceType === 'Organization') names.set(`${row.type}/${row.id}`, held.name ?? '');
  }
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: [
      ...(view.phase
        ? [
            {
              name: 'phase',
              valueCoding: { system: codeSystemUrl('pathway-phase'), code: view.phase.code, display: view.phase.text },
            },
          ]
        : []),
      ...(view.personWish === undefined ? [] : [{ name: 'personWish', valueString: view.personWish }]),
      ...view.tasks.map((task) => taskParameter(task, names)),
    ],
  };
  return {
    status: 200,
    body: JSON.stringify(body),
    interaction: '$pathway',
    action: 'R',
    items: found.items,
  };
}

function taskParameter(
  { code, text, phase, status, performers, due }: PathwayTask,
  names: ReadonlyMap<string, string>,
): ParametersParameter {
  const who = (reference: string) => (parseReference(reference)?.type === 'Patient' ? '本人' : names.get(reference));
  return {
    name: 'task',
    part: [
      { name: 'text', valueString: text },
      { name: 'status', valueCode: status },
      ...(code === undefined ? [] : [{ name: 'code', valueCode: code }]),
      ...(phase === undefined ? [] : [{ name: 'phase', valueCode: phase }]),
      ...(due === undefined ? [] : [{ name: 'due', valueString: due }]),
      ...performers.map((reference) => ({
        name: 'performer',
        valueReference: { reference, ...(who(reference) ? { display: who(reference) as string } : {}) },
      })),
    ],
  };
}
