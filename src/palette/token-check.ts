import { BringupError, type ErrorCode, errorView } from "../errors/index.ts";
import type { Trouble } from "../plane/index.ts";
import type { EdgeToken } from "./model.ts";

/** Why Palette refused a token, from its own list of them; `undefined`: the token is not the reason. */
export function tokenTrouble(
  tokens: readonly EdgeToken[],
  asked: { readonly token: string; readonly project: string | undefined; readonly nowMs: number },
): Trouble | undefined {
  const found = tokens.find(({ spec }) => spec?.token === asked.token);
  if (found === undefined) return verdict("TOKEN_INVALID", "Palette has no such token.");
  const name = found.metadata?.name ?? "without a name";
  // What is false is left out of an answer: absent is inactive.
  if (found.status?.isActive !== true) {
    return verdict("TOKEN_REVOKED", `The token "${name}" is not active.`);
  }
  const expiryMs = Date.parse(found.spec?.expiry ?? "");
  if (expiryMs <= asked.nowMs) {
    const day = new Date(expiryMs).toISOString().slice(0, 10);
    return verdict("TOKEN_EXPIRED", `The token "${name}" was valid until ${day}.`);
  }
  const hasProject = found.spec?.defaultProject !== undefined || (asked.project ?? "") !== "";
  if (hasProject) return undefined;
  return verdict(
    "TOKEN_SCOPE",
    `The token "${name}" has no default project, and this host names none.`,
  );
}

function verdict(code: ErrorCode, message: string): Trouble {
  return { is: "trouble", problem: errorView(new BringupError(code, message)), retry: "never" };
}
