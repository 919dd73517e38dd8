/** A page about a person, for people: nothing is loaded from elsewhere, no script runs, and no cache keeps it. */
import { createHash } from 'node:crypto';
import type { Language } from '#fhir';
import { html, Markup } from '#html';

const STYLE = `body{font-family:"BIZ UDPGothic","Noto Sans JP",sans-serif;line-height:1.6;margin:1rem auto;max-width:70rem;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;width:100%}caption{font-weight:bold;text-align:left}
th,td{border:1px solid #666;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f0f0f0}
.mark{border:2px solid #a00;font-weight:bold;padding:0 .3rem}@media print{a{color:inherit}}`;
const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');
const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export interface Page {
  readonly body: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function page(title: string, language: Language, content: readonly Markup[]): Page {
  const { text } =
    html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Markup(STYLE)}</style></head>
<body><main><h1>${title}</h1>
${content}</main></body></html>
`;
  return {
    body: `<!doctype html>\n${text}`,
    contentType: 'text/html; charset=utf-8',
    headers: {
      'Content-Language': language,
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Referrer-Policy': 'no-referrer',
    },
  };
}
