/** The third step: whose records the app is to see, where nothing has said so yet. Only those whom the role may see are shown. */
import type { Bilingual } from '#fhir';
import { patientScreen } from './screens/patient.ts';
import type { Acting, Desk, Next, Step } from './seat.ts';

const CHOOSE: Bilingual = { ja: '一人を選んでください。', en: 'Choose one person.' };

export const patientStep: Step<Acting> = {
  show: (desk, seat) => showFound(desk, seat, ''),
  take: async (desk, seat, form): Promise<Next> => {
    const searched = (form.get('search') ?? '').slice(0, 100);
    const id = form.get('patient') ?? '';
    if (form.has('find')) return { kind: 'show', screen: await showFound(desk, seat, searched) };
    const found = await desk.findPatients(seat.asking, { id });
    // Found by its id: what is empty or no id may find anybody.
    if (!found.some((one) => one.id === id))
      return { kind: 'show', screen: await showFound(desk, { ...seat, fault: CHOOSE }, searched) };
    return { kind: 'again', sitting: { ...seat.sitting, patient: id } };
  },
};

async function showFound(desk: Desk, seat: Acting, name: string) {
  return patientScreen(seat, name, await desk.findPatients(seat.asking, { name }));
}
