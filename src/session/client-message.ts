import { isRecord } from "../json/index.ts";
import type { Command } from "./commands.ts";
import { type ClientMessage, mismatch, type RawMessage } from "./wire.ts";

/** Narrows what a client sent; throws `PROTOCOL_MISMATCH` for anything a client of ours never sends. */
export function readClientMessage(raw: RawMessage): ClientMessage {
  const { type, id, key, command, clientId, actor, protocol, version, rows } = raw;
  switch (type) {
    case "hello":
      // A foreign hello may have any shape; the version is judged before the rest.
      if (typeof protocol !== "string" || typeof version !== "number") break;
      return {
        ...{ type, protocol, version, clientId: String(clientId), actor: readActor(actor) },
        ...(rows === true ? { rows } : {}),
      };
    case "command":
      if (typeof id !== "number" || typeof key !== "string" || !isCommand(command)) break;
      return { type, id, key, command };
    case "abort":
      if (typeof id === "number") return { type, id };
      break;
    case "sync":
    case "ping":
      return { type };
  }
  throw mismatch(`a message "${type}" has a shape this version does not know`);
}

function readActor(value: unknown): { user: string; from: string } {
  const { user, from } = isRecord(value) ? value : {};
  return { user: isText(user) ? user : "unknown", from: isText(from) ? from : "unknown" };
}

type Test = (value: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber: Test = (value) => typeof value === "number";
const isFlag: Test = (value) => typeof value === "boolean";
const isTexts: Test = (value) => isRecord(value) && Object.values(value).every(isText);
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);

const isUserData: Test = (value) =>
  isRecord(value) &&
  (value.layer === "user-data" || value.layer === "site") &&
  [value.text, value.found].every(optional(isText));

/** Fields of each command, so that garbage is refused here and never reaches the engine. */
const FIELDS: { readonly [D in Command["do"]]: Readonly<Record<string, Test>> } = {
  "run-checks": {},
  examine: {},
  refresh: {},
  plan: { documentText: isText, secrets: optional(isTexts), userData: optional(isUserData) },
  "look-for-user-data": {},
  "plan-without-proof": { hash: isText },
  "plan-operation": { operation: isText, params: isTexts },
  "list-snapshots": {},
  "mint-join": {
    role: (value) => value === "control-plane" || value === "worker",
    node: isText,
    to: optional((value) => value === "sticks"),
  },
  "look-for-join": { at: isText },
  approve: { hash: isText, name: optional(isText) },
  "save-document": {
    documentText: isText,
    expectedGeneration: isNumber,
  },
  pause: {},
  resume: {},
  cancel: { undo: isFlag },
  "take-lease": {},
  "release-lease": {},
  register: {
    method: (value) => value === "token" || value === "manual" || value === "qr",
    plane: optional(isText),
    kind: optional((value) => value === "v1" || value === "palette" || value === "file"),
    token: optional(isText),
    pairingKey: optional(isText),
  },
  "take-desired": { jws: isText, mayBeOlder: optional(isFlag) },
  "register-now": {},
  "register-cancel": {},
  "go-local": {},
  power: { to: (value) => value === "reboot" || value === "off", name: optional(isText) },
  practise: {
    what: (value) => isText(value) && ["stop", "start", "freeze", "cut", "heal"].includes(value),
    member: isText,
  },
  "export-profile": { folder: isText, to: isText },
  "plane-request": { to: optional((value) => value === "sticks") },
  "look-at-plane-file": { at: isText },
  "take-plane-answer": { text: optional(isText), confirmed: optional(isText) },
  "set-clock": { atMs: isNumber },
  "look-for-certificates": { at: isText },
  "list-content": {},
  "look-for-content": {},
  network: {
    decide: (value) => value === "keep" || value === "revert" || value === "extend",
    seconds: optional(isNumber),
  },
  reach: { urls: optional((value) => Array.isArray(value) && value.every(isText)) },
  "reach-cancel": {},
  "look-at-links": {},
  "look-at-stores": {},
  "make-bundle": { to: optional(isText) },
  "cancel-bundle": {},
  "list-runs": {},
  "show-run": { id: isText },
  audit: { sinceMs: optional(isNumber) },
  "verify-audit": {},
  "list-logs": {},
  "read-log": {
    log: isText,
    after: optional(isText),
    max: isNumber,
    filter: optional(isText),
    priority: optional(isNumber),
  },
  activity: {},
};

function isCommand(value: unknown): value is Command {
  if (!isRecord(value) || !isText(value.do) || !Object.hasOwn(FIELDS, value.do)) return false;
  const tests = FIELDS[value.do as Command["do"]];
  return Object.entries(tests).every(([field, test]) => test(value[field]));
}
