import type { FileLook, TakeOutcome } from "../plane/index.ts";
import type { Answer, Command } from "./commands.ts";
import type { Snapshot } from "./contract.ts";

/** What was found and looked at; taken over, it is this and nothing that was put there since. */
export type CarriedFile = Extract<Answer, { is: "plane-file" }>;
type Readable = Extract<FileLook, { is: "readable" }>;

/** Where files are carried at all, or where one may be brought: to a host that a plane has taken on. */
export function carriesFiles({ registration, document }: Snapshot): boolean {
  const { kind } = document.effective.spec.registration ?? {};
  const isAsked = registration.state !== "unconfigured" && registration.state !== "local";
  return isAsked && (kind === "file" || registration.hostUid !== undefined);
}

/** Said before it is asked: for whom, by whom, what it decides and what it would put in force. */
export function carriedLines({ at, look }: CarriedFile, hostId: string): readonly string[] {
  if (look.is === "refused") return [`${at} cannot be taken over: ${look.why}.`];
  return [
    `File: ${at}`,
    `For: ${hostId}, this host`,
    `Signed by: ${look.signer}, ${TRUST[look.trust]}`,
    ...(look.decision === undefined ? [] : [DECISIONS[look.decision]]),
    ...(look.revision === undefined ? [] : [revisionLine(look, look.revision)]),
  ];
}

const TRUST: Readonly<Record<Readable["trust"], string>> = {
  trusted: "the key of the plane as this host knows it",
  new: "not known to this host yet: compare it with the operator of the plane",
  other: "NOT the key this host trusted until now: compare it with the operator of the plane",
};

const DECISIONS = {
  approved: "Decision: the plane takes this host on",
  rejected: "Decision: the operator rejected this host",
} as const;

function revisionLine({ inForce }: Readable, revision: number): string {
  const line = `Desired state: revision ${revision}`;
  if (inForce === undefined) return `${line}; none is in force`;
  if (inForce === revision) return `${line}, in force already`;
  return revision > inForce
    ? `${line}, newer than ${inForce} in force`
    : `${line}, OLDER than ${inForce} in force`;
}

/** The yes that fits: it says what the person vouches for. */
export function carriedYes(look: Readable): string {
  if (look.trust !== "trusted") return `The operator says the same, ${look.signer}: take it over`;
  return isOlder(look) ? "Go back to the older revision" : "Take it over";
}

/** The command that takes over what was looked at. */
export function takeCarried({ text }: CarriedFile, look: Readable): Command {
  if (!text.trimStart().startsWith("{")) {
    return { do: "take-desired", jws: text.trim(), ...(isOlder(look) && { mayBeOlder: true }) };
  }
  const confirmed = look.trust === "trusted" ? {} : { confirmed: look.signer };
  return { do: "take-plane-answer", text, ...confirmed };
}

function isOlder({ revision, inForce = 0 }: Readable): boolean {
  return revision !== undefined && revision < inForce;
}

/** What became of it, in one sentence, and whether it was taken. */
export function takenWords(answer: Answer): { readonly isTaken: boolean; readonly text: string } {
  if (answer.is === "ok") return { isTaken: true, text: answer.note ?? "Taken over." };
  if (answer.is !== "plane-answer") return { isTaken: false, text: "Nothing was taken over." };
  const { outcome } = answer;
  if (outcome.is === "taken") return { isTaken: true, text: outcomeText(outcome) };
  const why = outcome.is === "refused" ? outcome.why : `nobody confirmed ${outcome.fingerprint}`;
  return { isTaken: false, text: `Nothing was taken over: ${why}.` };
}

function outcomeText({
  decision,
  revision,
  isNews,
}: Extract<TakeOutcome, { is: "taken" }>): string {
  const state = isNews ? "taken over" : "in force already";
  return [
    ...(decision === "approved" ? ["The plane takes this host on."] : []),
    ...(decision === "rejected" ? ["The operator of the plane rejected this host."] : []),
    ...(revision === undefined ? [] : [`Desired state, revision ${revision}: ${state}.`]),
  ].join(" ");
}
