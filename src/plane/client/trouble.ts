import type { HttpFailure, HttpOutcome } from "../../engine/index.ts";
import { BringupError, type ErrorCode, type ErrorView, errorView } from "../../errors/index.ts";
import { redact } from "../../secrets/index.ts";
import { sanitize, truncate } from "../../text/index.ts";
import type { ProblemAnswer } from "../contract.ts";

/** No verdict about this host came back, or one that cannot be served: what it is and when to ask again. */
export interface Trouble {
  readonly is: "trouble";
  readonly problem: ErrorView;
  /** `backoff`: soon, by itself; `recheck`: every few minutes; `never`: only when a person changed something. */
  readonly retry: "backoff" | "recheck" | "never";
  /** What the plane asked for. */
  readonly retryAfterMs?: number;
  /** The plane's own code, when it was the plane that answered. */
  readonly planeCode?: string;
}

interface Failure {
  readonly code: ErrorCode;
  readonly retry: Trouble["retry"];
  message(where: string, why: string): string;
  readonly hint?: string;
}

const FAILURES: Readonly<Record<HttpFailure, Failure>> = {
  dns: {
    code: "PLANE_NAME_UNKNOWN",
    retry: "backoff",
    message: (where, why) => `The name of the plane, ${where}, was not found: ${why}`,
  },
  connect: {
    code: "PLANE_UNREACHABLE",
    retry: "backoff",
    message: (where, why) => `The plane at ${where} does not take connections: ${why}`,
  },
  proxy: {
    code: "PROXY_UNREACHABLE",
    retry: "recheck",
    message: (where, why) => `The proxy does not lead to ${where}: ${why}`,
  },
  tls: {
    code: "PLANE_TLS_UNTRUSTED",
    retry: "recheck",
    message: (where, why) => `The certificate of ${where} is not trusted: ${why}`,
  },
  timeout: {
    code: "PLANE_TIMED_OUT",
    retry: "backoff",
    message: (where, why) => `The plane at ${where} did not answer in time: ${why}`,
  },
  "too-large": {
    code: "PLANE_ANSWER_INVALID",
    retry: "recheck",
    message: (where) => `The answer of ${where} is larger than any answer of a plane.`,
  },
  protocol: {
    code: "PLANE_ANSWER_INVALID",
    retry: "backoff",
    message: (where, why) => `The answer of ${where} broke off or is not HTTP: ${why}`,
  },
  cancelled: { code: "CANCELLED", retry: "never", message: () => "The request was cancelled." },
};

export function failureTrouble(
  { at, why, proxy }: Extract<HttpOutcome, { is: "failed" }>,
  where: string,
): Trouble {
  const { code, retry, message } = FAILURES[at];
  if (proxy !== undefined) return proxyTrouble(proxy.code, message(where, clean(why)));
  const date =
    at === "tls" ? /certificate (has expired|is not valid yet)/.exec(why)?.[1] : undefined;
  if (date !== undefined) return dateTrouble(where, date);
  // Hosts often name the address themselves; once is enough.
  const reason = why.startsWith(`${where}: `) ? why.slice(where.length + 2) : why;
  return trouble(code, message(where, clean(reason)), retry);
}

/** Ended by us before it was sent. */
export function cutOff(where: string): Trouble {
  return failureTrouble({ is: "failed", at: "cancelled", why: "" }, where);
}

/** Which of the two is wrong cannot be told from here, and the clock is the one that is easy to see. */
function dateTrouble(where: string, date: string): Trouble {
  const message = `The certificate of ${where} ${date}, or the clock of this host is wrong.`;
  return trouble("CLOCK_SKEW", message, "recheck");
}

/** A login that is refused may be locked after a few tries: those are far between. */
function proxyTrouble(code: ErrorCode, message: string): Trouble {
  const isDown = code === "PROXY_UNREACHABLE" || code === "PROXY_TIMED_OUT";
  return trouble(code, message, isDown ? "backoff" : "recheck");
}

export function notAPlane(where: string, saw: string): Trouble {
  return trouble(
    "PLANE_NOT_A_PLANE",
    `Not the plane but something else answered for ${where}: ${clean(saw)}`,
    "backoff",
  );
}

export function badAnswer(where: string, why: string): Trouble {
  return trouble(
    "PLANE_ANSWER_INVALID",
    `The plane at ${where} gave an answer that cannot be used: ${clean(why)}`,
    "backoff",
  );
}

/** Verdicts of the contract as our codes. What is not here is `PLANE_REFUSED`. */
const VERDICTS: Readonly<
  Record<string, { code: ErrorCode; text: string; retry: Trouble["retry"] }>
> = {
  "token-invalid": {
    code: "TOKEN_INVALID",
    text: "The plane does not know this token",
    retry: "never",
  },
  "token-expired": { code: "TOKEN_EXPIRED", text: "The token is no longer valid", retry: "never" },
  "token-revoked": { code: "TOKEN_REVOKED", text: "The token was revoked", retry: "never" },
  "token-scope": {
    code: "TOKEN_SCOPE",
    text: "The token does not cover this project",
    retry: "never",
  },
  "host-id-taken": {
    code: "HOST_ID_TAKEN",
    text: "Another machine is registered under this Edge ID",
    retry: "recheck",
  },
  "host-id-reused": {
    code: "HOST_ID_REUSED",
    text: "The plane deleted this host earlier and wants a person to approve it again",
    retry: "recheck",
  },
  "key-revoked": {
    code: "HOST_KEY_REVOKED",
    text: "The plane revoked the key of this host",
    retry: "recheck",
  },
  "host-deleted": {
    code: "HOST_DELETED",
    text: "The plane says this host was deleted",
    retry: "recheck",
  },
  "clone-suspected": {
    code: "HOST_CLONE_SUSPECTED",
    text: "The plane sees two machines with the identity of this one",
    retry: "recheck",
  },
  "clock-skew": {
    code: "CLOCK_SKEW",
    text: "The clock of this host differs too much from that of the plane",
    retry: "recheck",
  },
};

export function planeTrouble(
  where: string,
  status: number,
  answer: ProblemAnswer,
  retryAfterMs?: number,
): Trouble {
  const planeCode = { planeCode: answer.code };
  if (status === 429 || status === 503) {
    const busy = trouble("PLANE_BUSY", `The plane at ${where} is busy.`, "backoff");
    return { ...busy, ...planeCode, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  const said = clean(answer.detail ?? answer.title ?? "");
  const verdict = VERDICTS[answer.code];
  if (verdict !== undefined) {
    const message = said === "" ? `${verdict.text}.` : `${verdict.text}: ${said}`;
    return { ...trouble(verdict.code, message, verdict.retry), ...planeCode };
  }
  const retry = status >= 500 || status === 408 ? "backoff" : "recheck";
  const message = `The plane at ${where} refused (${status} ${clean(answer.code)}): ${said}`;
  return { ...trouble("PLANE_REFUSED", message, retry), ...planeCode };
}

function trouble(code: ErrorCode, message: string, retry: Trouble["retry"]): Trouble {
  return { is: "trouble", problem: errorView(new BringupError(code, message)), retry };
}

/** Text from outside, safe to show: one line, no control characters, nothing like a secret. */
function clean(text: string): string {
  return truncate(redact(sanitize(text)).trim(), 200);
}
