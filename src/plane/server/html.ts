import { createHash } from "node:crypto";

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
margin:0 auto;padding:1rem}h1{font-size:1.4rem}dt{font-size:.85rem;opacity:.75}dd{margin:0 0 .7rem;
font-family:ui-monospace,monospace;overflow-wrap:anywhere}button,input{font:inherit;padding:.8rem 1rem;
width:100%;box-sizing:border-box;margin:.3rem 0;border:2px solid;border-radius:.4rem}
button{font-weight:600}.big{font-size:1.5rem;letter-spacing:.1em}.note{border-left:.3rem solid;padding-left:.7rem}`;

/** Nothing from elsewhere, no script at all, forms only to ourselves. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** `title` is plain text, `body` is HTML whose texts are already escaped. */
export function page(title: string, body: string): string {
  const shown = escapeHtml(title);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${shown}</title>
<style>${STYLE}</style></head><body><h1>${shown}</h1>${body}</body></html>`;
}
