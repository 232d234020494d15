import { createHash } from "node:crypto";
import type { Reply } from "./reply.ts";
import type { Session } from "./sessions.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}

const STYLE = `:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;
margin:0 auto;padding:1rem}h1{font-size:1.4rem}h2{font-size:1.1rem}dt{font-size:.85rem;opacity:.75}
dd{margin:0 0 .7rem;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
button,input{font:inherit;padding:.8rem 1rem;width:100%;box-sizing:border-box;margin:.3rem 0;
border:2px solid;border-radius:.4rem}input[type=checkbox]{width:auto}button{font-weight:600}
.big{font-size:1.5rem;letter-spacing:.1em}.note{border-left:.3rem solid;padding-left:.7rem}
nav a{margin-right:1rem}li{margin:.5rem 0;overflow-wrap:anywhere}footer{margin-top:2rem;font-size:.9rem}`;

/** Nothing from elsewhere, no script at all, forms only to ourselves. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; "),
  // With `no-referrer` browsers send our own forms as from nowhere (`Origin: null`).
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** `title` is plain text, `body` is HTML whose texts are already escaped. */
export function htmlPage(status: number, title: string, body: string): Reply {
  const shown = escapeHtml(title);
  return {
    status,
    headers: PAGE_HEADERS,
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${shown}</title>
<style>${STYLE}</style></head><body><h1>${shown}</h1>${body}</body></html>`,
  };
}

export function messagePage(status: number, title: string, text: string): Reply {
  return htmlPage(status, title, `<p>${escapeHtml(text)}</p>`);
}

/** A page of a signed-in operator: with the ways to the others below it. */
export function operatorPage(session: Session, reply: Reply): Reply {
  const ways = `<footer><nav><a href="/a">Approve a host</a><a href="/h">Hosts</a>
<a href="/log">Log</a></nav>${signedInAs(session)}</footer></body></html>`;
  return { ...reply, body: (reply.body ?? "").replace(/<\/body><\/html>$/, ways) };
}

function signedInAs({ operator, csrf }: Session): string {
  if (operator === PRACTICE_OPERATOR) {
    return `<p class="note">A plane to practise with: nobody signs in, whoever reaches it on this
machine decides.</p>`;
  }
  return `<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrf}">
<button>Sign out, ${escapeHtml(operator)}</button></form>`;
}

/** No operator can have this name: names have no blanks. */
export const PRACTICE_OPERATOR = "practice operator";

/** A form of this session. `inside` is HTML. */
export function ourForm({ csrf }: Session, action: string, inside: string): string {
  return `<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="csrf" value="${csrf}">${inside}</form>`;
}

export type Row = readonly [term: string, value: string, style?: string];

export function list(rows: readonly Row[]): string {
  const items = rows.map(
    ([term, value, style = ""]) =>
      `<dt>${escapeHtml(term)}</dt><dd class="${style}">${escapeHtml(value)}</dd>`,
  );
  return `<dl>${items.join("")}</dl>`;
}
