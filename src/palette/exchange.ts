import type { Clock, HttpBody, HttpIO, HttpOutcome } from "../engine/index.ts";
import {
  badAnswer,
  createBudget,
  cutOff,
  failureTrouble,
  notAPlane,
  type Trouble,
  whatAnswered,
} from "../plane/index.ts";
import { redact } from "../secrets/index.ts";
import { sanitize, truncate } from "../text/index.ts";
import { accessHeaders, type PaletteAccess } from "./key.ts";
import { paletteError } from "./model.ts";
import { isUnknownHost, type Refusal, refusalTrouble } from "./trouble.ts";

export interface ExchangeOptions {
  /** `https://api.example.net`, without the `/v1`. */
  readonly baseUrl: string;
  readonly http: HttpIO;
  readonly clock: Clock;
  access(): Promise<PaletteAccess>;
}

export interface Question {
  readonly method: "GET" | HttpBody["method"];
  /** From `/v1` on. */
  readonly path: string;
  readonly body?: object;
  /** Values that must not come back in a message. */
  readonly secrets?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** `value` is `undefined` for an answer without a body. */
export type PaletteAnswer =
  | { readonly is: "answered"; readonly value: unknown }
  | { readonly is: "unknown-host" }
  | Trouble;

/** As its own tools wait. */
const ATTEMPT_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Palette counts 10 requests a second for each address; all hosts of a site share one behind NAT. */
const BUDGET = { perSecond: 1, burst: 8 } as const;

/** One request to Palette and its answer, or why there is none. Nothing is retried here. */
export function createExchange(
  options: ExchangeOptions,
): (question: Question) => Promise<PaletteAnswer> {
  const budget = createBudget(BUDGET, options.clock);
  const where = new URL(options.baseUrl).host;
  return async (question) => {
    const access = await options.access();
    if (!(await budget(question.signal))) return cutOff(where);
    const outcome = await send(options, question, accessHeaders(access));
    const secrets = [
      ...(question.secrets ?? []),
      ...(access.key === undefined ? [] : [access.key]),
    ];
    return read(outcome, { where, secrets, key: access.key });
  };
}

function send(
  { baseUrl, http }: ExchangeOptions,
  { method, path, body, signal }: Question,
  access: Record<string, string>,
): Promise<HttpOutcome> {
  const request = {
    url: `${baseUrl}${path}`,
    headers: { accept: "application/json", ...access },
    timeoutMs: ATTEMPT_MS,
    maxBytes: MAX_ANSWER_BYTES,
    ...(signal === undefined ? {} : { signal }),
  };
  if (method === "GET") return http.get(request);
  if (body === undefined) return http.send({ ...request, method });
  const headers = { ...request.headers, "content-type": "application/json" };
  return http.send({ ...request, headers, method, body: JSON.stringify(body) });
}

interface Asked {
  readonly where: string;
  readonly secrets: readonly string[];
  readonly key: string | undefined;
}

/** Palette answers errors as JSON; anything else is from something on the way, a proxy or a gateway. */
function read(outcome: HttpOutcome, { where, secrets, key }: Asked): PaletteAnswer {
  if (outcome.is === "failed") return failureTrouble(outcome, where);
  const { status, headers } = outcome;
  const text = new TextDecoder().decode(outcome.body);
  const parsed = parse(text);
  if (status < 300) {
    if (text.trim() === "") return { is: "answered", value: undefined };
    if (isObject(parsed)) return { is: "answered", value: parsed };
    return notAPlane(where, redact(whatAnswered(status, headers, text), secrets));
  }
  if (status < 400) return notAPlane(where, whatAnswered(status, headers, text));
  const error = paletteError.safeParse(parsed);
  if (!error.success && status !== 429) {
    return notAPlane(where, redact(whatAnswered(status, headers, text), secrets));
  }
  const { code = "", message = "" } = error.data ?? {};
  const shown = truncate(redact(sanitize(message), secrets).trim(), 300);
  const refusal: Refusal = { where, status, code: sanitize(code), message: shown, key };
  return isUnknownHost(refusal) ? { is: "unknown-host" } : refusalTrouble(refusal);
}

export function unusable(baseUrl: string, what: string): Trouble {
  return badAnswer(new URL(baseUrl).host, what);
}

/** What is empty may come as `null`: the same as left out. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (value === null ? undefined : value));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
