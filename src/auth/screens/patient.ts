/** The page on which a person chooses whose records the app is to see. */
import { html } from '#html';
import { buttons, choice, type Framing, type Screen, say, screen } from './frame.ts';

/** A person whom the user may see. */
export interface PatientChoice {
  /** The id of the Patient. */
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string | undefined;
}

export function patientScreen(framing: Framing, searched: string, found: readonly PatientChoice[]): Screen {
  const { language } = framing;
  return screen(
    framing,
    { ja: '対象の方', en: 'Whose records' },
    html`<input type="hidden" name="step" value="patient">
<fieldset><legend>${say(language, '一人を選んでください', 'Choose one person')}</legend>
${found.length === 0 ? html`<p role="status">${say(language, '見つかりません。', 'Nobody was found.')}</p>` : ''}
${found.map((one) =>
  choice({ type: 'radio', name: 'patient', value: one.id, checked: found.length === 1 }, wordsOf(one, framing)),
)}
</fieldset>
${buttons(language, { ja: '次へ', en: 'Next' })}`,
    {
      first: html`<input type="hidden" name="step" value="patient">
<label for="search">${say(language, 'お名前でさがす（かな・漢字・ローマ字）', 'Search by name')}</label>
<input id="search" name="search" type="search" value="${searched}">
<div class="buttons"><button type="submit" class="plain" name="find" value="true">${say(language, 'さがす', 'Search')}</button></div>`,
    },
  );
}

const wordsOf = ({ name, birthDate }: PatientChoice, { language }: Framing): string =>
  birthDate === undefined ? name : name + say(language, `（${birthDate} 生まれ）`, ` (born ${birthDate})`);
