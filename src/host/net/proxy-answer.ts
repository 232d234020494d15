import type { ProxyTrouble } from "../../engine/index.ts";
import { sanitize, truncate } from "../../text/index.ts";

/** The head of an answer, names in lower case, repeated headers one after the other. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** `undefined`: this is no HTTP. */
export function parseHead(text: string): AnswerHead | undefined {
  const [first = "", ...lines] = text.split(/\r?\n/);
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first) ?? [];
  if (status === undefined) return undefined;
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    if (colon < 1) return [];
    return [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return { status: Number(status), headers };
}

/**
 * What an answer to CONNECT other than 2xx means. 401 is what tinyproxy says to a wrong password
 * where others say 407 again.
 */
export function refusalOf(head: AnswerHead): ProxyTrouble {
  const { status } = head;
  const schemes = schemesOf(head);
  const says = ownReason(head);
  return {
    stage: "proxy-connect",
    code: codeOf(status, schemes),
    status,
    ...(status === 407 || status === 401 ? { schemes } : {}),
    ...(says === undefined ? {} : { says }),
  };
}

/** Whether an answer to a request for a whole address is the proxy's own and not the server's. */
export function isProxysOwn(head: AnswerHead): boolean {
  if (head.status === 407) return true;
  if (head.status < 400) return false;
  if (headerOf(head, "x-squid-error") !== undefined) return true;
  // No server but tinyproxy itself is called that; what it passes on keeps the server's name.
  return /^tinyproxy/i.test(headerOf(head, "server") ?? "");
}

function codeOf(status: number, schemes: readonly string[]): ProxyTrouble["code"] {
  if (status === 407 || status === 401) {
    const canBasic = schemes.length === 0 || schemes.includes("basic");
    return canBasic ? "PROXY_AUTH_REQUIRED" : "PROXY_AUTH_UNSUPPORTED";
  }
  if (status === 403 || status === 405) return "PROXY_FORBIDDEN";
  if (status === 504 || status === 408) return "PROXY_TIMED_OUT";
  if (status >= 500) return "PROXY_UPSTREAM_FAILED";
  return "PROXY_NOT_A_PROXY";
}

/** First words of the challenges of RFC 9110, 11.6.1; several may share one header. */
function schemesOf({ headers }: AnswerHead): readonly string[] {
  const found = headers
    .filter(([name]) => name === "proxy-authenticate" || name === "www-authenticate")
    .flatMap(([, value]) => [
      ...value
        .replace(/"(?:[^"\\]|\\.)*"/g, "")
        .matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)(?=[\s,]|$)(?!\s*=)/g),
    ])
    .map(([, scheme = ""]) => scheme.toLowerCase());
  return [...new Set(found)].slice(0, 8);
}

function ownReason(head: AnswerHead): string | undefined {
  const value = headerOf(head, "x-squid-error");
  return value === undefined ? undefined : truncate(sanitize(value).trim(), 80);
}

function headerOf({ headers }: AnswerHead, wanted: string): string | undefined {
  return headers.find(([name]) => name === wanted)?.[1];
}
