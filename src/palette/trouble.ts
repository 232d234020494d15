import { BringupError, type ErrorCode, errorView } from "../errors/index.ts";
import { planeTrouble, type Trouble } from "../plane/index.ts";
import { isSessionToken } from "./key.ts";

export interface Refusal {
  readonly where: string;
  readonly status: number;
  /** Palette's own word, empty when it gave none. */
  readonly code: string;
  /** Already without secrets. */
  readonly message: string;
  readonly key: string | undefined;
}

/** Codes by which Palette says that it does not know this host (yet). */
const UNKNOWN_HOST: ReadonlySet<string> = new Set([
  "EdgeHostDeviceNotRegistered",
  "ResourceNotFound",
]);

/** Business errors come with status 500 as well: the code is looked at first. */
export function isUnknownHost({ code, status }: Refusal): boolean {
  return UNKNOWN_HOST.has(code) || (status === 404 && code === "");
}

/** No `Retry-After` is ever sent: how long to wait is up to the pace. */
export function refusalTrouble(refusal: Refusal): Trouble {
  const { where, status, code, message } = refusal;
  if (status === 429 || code === "TooManyRequests") return planeTrouble(where, 429, { code });
  if (status === 401 || status === 403) return accessTrouble(refusal);
  const word = code === "" ? "without a code" : code;
  return planeTrouble(where, status, { code: word, detail: message });
}

function accessTrouble({ where, status, code, message, key }: Refusal): Trouble {
  const said = message === "" ? "" : `: ${message}`;
  const what = isSessionToken(key ?? "") ? "session token (it lives 15 minutes)" : "API key";
  const [problem, text]: readonly [ErrorCode, string] =
    key === undefined
      ? ["PLANE_KEY_MISSING", `Palette at ${where} wants to know who asks (${status})${said}`]
      : ["PLANE_KEY_REFUSED", `Palette at ${where} refused the ${what} (${status})${said}`];
  const view = errorView(new BringupError(problem, text));
  return { is: "trouble", problem: view, retry: "recheck", planeCode: code };
}
