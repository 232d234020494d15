import type { JoinFlaw, JoinMaterial } from "../driver.ts";

/** `K10<sha256 of the authority>::<user>:<secret>`, distributions.md 3.1. */
export const FULL_TOKEN = /\bK10([0-9a-f]{64})::([a-z]+):([^\s"']+)/;
/** As the service makes one: nothing else a person pastes looks like it. */
const SHORT = /^[0-9a-f]{32}$/;
const SECRET_LENGTH = 32;
/** One of the person's own, where a configuration, an environment or a command names it. */
const NAMED = /(?:^|\s)["']?(?:token:\s+|--token[= ]\s*|[A-Z0-9]+_TOKEN=)["']?([^\s"']+)/;
const URLS =
  /(\bserver:\s*|--server[= ]\s*|_URL=)?["']?https:\/\/([A-Za-z0-9.:[\]-]+?)\/?(?=["'\s]|$)/g;
/** Of a host that only runs pods: as an argument, or as the installer is told. */
const AGENT = /(?:^|[\s"'=])agent(?=["'\s]|$)/;
const SERVER = /(?:^|[\s"'=])server(?=["'\s]|$)/;

/** Pure. A token alone, or a whole configuration, environment or command that has one. */
export function parseJoinText(text: string): JoinMaterial | undefined {
  const whole = text.trim();
  if (SHORT.test(whole)) return { token: whole };
  const server = serverIn(whole);
  const at = server === undefined ? {} : { server };
  const [token, hash, user] = fullTokenIn(whole) ?? [];
  const role = roleIn(whole, user);
  const as = role === undefined ? {} : { role };
  if (token !== undefined) return { ...at, token, pin: `sha256:${hash}`, ...as };
  const [, named] = NAMED.exec(whole) ?? [];
  if (named === undefined || server === undefined || named.startsWith("K10")) return undefined;
  return { ...at, token: named, ...as };
}

/** Pure. What begins as its token does, or names a server and no token. */
export function flawOfText(
  text: string,
  { joinPort, tokenShownBy }: { readonly joinPort: number; readonly tokenShownBy: string },
): JoinFlaw | undefined {
  const whole = text.trim();
  const hint = `Paste the whole of it; a control plane shows its token: ${tokenShownBy}.`;
  const [, , , secret = ""] = fullTokenIn(whole) ?? [];
  const isShort = /^[0-9a-f]{17,31}$/.test(secret);
  if (isShort || (secret === "" && /\bK10[0-9a-f]{16}/.test(whole)))
    return {
      why: "its token is cut or changed: it is K10, 64 hex digits, ::server: or ::node:, and a secret",
      hint,
    };
  const isAlone = serverIn(whole)?.endsWith(`:${joinPort}`) && parseJoinText(whole) === undefined;
  return isAlone ? { why: "a server is named, and no token is there", hint } : undefined;
}

export function spellText({ server, token, role }: JoinMaterial): string {
  const lines = [
    ...(role === "worker" ? ["agent"] : []),
    ...(server === undefined ? [] : [`server: https://${server}`]),
  ];
  return lines.length === 0 ? token : [...lines, `token: ${token}`].join("\n");
}

/** Also where the end of a terminal's line went through it. */
function fullTokenIn(text: string): RegExpExecArray | undefined {
  const found = FULL_TOKEN.exec(text);
  if (found === null) {
    const squeezed = new RegExp(`K10[0-9a-f]{64}::[a-z]+:[0-9a-f]{${SECRET_LENGTH}}`);
    const [token] = squeezed.exec(text.replace(/\s+/g, "")) ?? [];
    return token === undefined ? undefined : (FULL_TOKEN.exec(token) ?? undefined);
  }
  const [token, , , secret = ""] = found;
  const [, rest = ""] =
    /^\s+([0-9a-f]+)(?=["'\s]|$)/.exec(text.slice(found.index + token.length)) ?? [];
  const isWhole = /^[0-9a-f]+$/.test(secret) && secret.length + rest.length === SECRET_LENGTH;
  return isWhole && rest !== "" ? (FULL_TOKEN.exec(token + rest) ?? found) : found;
}

/** With a port, else where it is named: an installer is fetched from somewhere as well. */
function serverIn(text: string): string | undefined {
  const all = [...text.matchAll(URLS)].map(([, name, server = ""]) => ({ name, server }));
  const ported = all.find(({ server }) => /:\d{1,5}$/.test(server));
  const named = all.find(({ name }) => name !== undefined);
  const only = all.length === 1 && !/\bcurl\b/.test(text) ? all[0] : undefined;
  return (ported ?? named ?? only)?.server;
}

function roleIn(text: string, user: string | undefined): JoinMaterial["role"] {
  if (user === "node" || (AGENT.test(text) && !SERVER.test(text))) return "worker";
  return SERVER.test(text) && !AGENT.test(text) ? "control-plane" : undefined;
}
