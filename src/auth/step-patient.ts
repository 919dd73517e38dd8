/** The third step: whose records the app is to see, where nothing has said so yet. Only those whom the role may see are shown. */
import type { Bilingual } from '#fhir';
import { patientScreen } from './screens/patient.ts';
import type { Acting, Desk, Next, Step } from './seat.ts';

const CHOOSE: Bilingual = { ja: '一人を選んでください。', en: 'Choose one person.' };

export const patientStep: Step<Acting> = {
  show: (desk, seat) => showFound(desk, seat, ''),
  take: async (desk, seat, form): Promise<Next> => {
    const searched = (form.get('search') ?? '').slice(0, 100);
    const id = form.get('patient');
    if (form.has('find')) return { kind: 'show', screen: await showFound(desk, seat, searched) };
    if (id === null) return { kind: 'show', screen: await showFound(desk, { ...seat, fault: CHOOSE }, searched) };
    const found = await desk.findPatients(seat.asking, { id });
    if (found.length !== 1)
      return { kind: 'show', screen: await showFound(desk, { ...seat, fault: CHOOSE }, searched) };
    return { kind: 'again', sitting: { ...seat.sitting, patient: id } };
  },
};

async function showFound(desk: Desk, seat: Acting, name: string) {
  return patientScreen(seat, name, await desk.findPatients(seat.asking, { name }));
}
