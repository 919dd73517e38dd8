/** Fills a form by a table of field names, as a person would by reading the labels. */
import type { Control, Form } from './forms.ts';
import { nextTotp } from './totp.ts';

/** A text or wanted choice; `true`/`false` checks or unchecks; a list is exactly what is checked; or a computed code. */
type FieldValue =
  | string
  | boolean
  | readonly string[]
  | { readonly totp: string }
  | { readonly uncheck: readonly string[] };
export type Fields = Readonly<Record<string, FieldValue>>;

export interface Filled {
  readonly action: string;
  readonly method: Form['method'];
  readonly data: URLSearchParams;
}

/** The form to go on with: the first that has a named submit button or field of the table, else the largest. */
export const chooseForm = (forms: readonly Form[], fields: Fields, submit: readonly string[]): Form | undefined =>
  forms.find(({ controls }) => buttonOf(controls, submit, false)) ??
  forms.find(({ controls }) => controls.some(({ name }) => name in fields)) ??
  forms.toSorted((a, b) => b.controls.length - a.controls.length)[0];

export async function fillForm(form: Form, fields: Fields, submit: readonly string[]): Promise<Filled> {
  const data = new URLSearchParams();
  const radios = new Set<string>();
  for (const control of form.controls) {
    if (control.kind === 'submit') continue;
    if (control.kind === 'radio') {
      if (radios.has(control.name)) continue;
      radios.add(control.name);
    }
    const value = await chosenValue(control, form, fields[control.name]);
    if (value !== undefined) data.append(control.name, value);
  }
  const button = buttonOf(form.controls, submit, true);
  if (button?.name) data.append(button.name, button.value);
  return { action: button?.action ?? form.action, method: form.method, data };
}

async function chosenValue(control: Control, form: Form, wanted: FieldValue | undefined): Promise<string | undefined> {
  const { kind, name, value, checked } = control;
  if (kind === 'checkbox') return isChecked(value, checked, wanted) ? value : undefined;
  if (kind === 'radio') {
    const group = form.controls.filter((one) => one.kind === 'radio' && one.name === name);
    return typeof wanted === 'string' ? wanted : (group.find((one) => one.checked) ?? group[0])?.value;
  }
  if (kind === 'hidden') return value;
  if (typeof wanted === 'string') return wanted;
  return typeof wanted === 'object' && 'totp' in wanted ? nextTotp(wanted.totp) : value;
}

function isChecked(value: string, checked: boolean, wanted: FieldValue | undefined): boolean {
  if (typeof wanted === 'boolean') return wanted;
  if (typeof wanted === 'string') return wanted === value;
  if (Array.isArray(wanted)) return wanted.includes(value);
  return checked && !(typeof wanted === 'object' && 'uncheck' in wanted && wanted.uncheck.includes(value));
}

/** The submit button named as `name` or `name=value`, else the one that the Enter key presses. */
function buttonOf(controls: readonly Control[], submit: readonly string[], orFirst: boolean): Control | undefined {
  const buttons = controls.filter(({ kind }) => kind === 'submit');
  const named = buttons.find(({ name, value }) => submit.includes(name) || submit.includes(`${name}=${value}`));
  return named ?? (orFirst ? buttons[0] : undefined);
}
