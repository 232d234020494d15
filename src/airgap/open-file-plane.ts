// Over 120 lines: the operations of one port, which share its folder and its notes.
import { randomUUID } from "node:crypto";
import { BringupError, type ErrorCode, errorView } from "../errors/index.ts";
import {
  bodyDigest,
  type DesiredOutcome,
  type EnrolAsked,
  type Enrolment,
  type EnrolOutcome,
  fingerprintOf,
  type HeartbeatOutcome,
  type PlanePort,
  type PlanePortOptions,
  type PollOutcome,
  parseEnrolBody,
  readFileAnswer,
  type TakeOutcome,
  type Trouble,
  verifyApproval,
  writeFileRequest,
} from "../plane/index.ts";
import { lookAtAnswer } from "./look.ts";
import { answerName, requestName } from "./names.ts";
import { type Notes, readNotes } from "./notes.ts";
import { readPlaneFile } from "./read-file.ts";
import { judgeAnswer } from "./take.ts";

/** A folder is looked at; nobody waits for the answer. */
const LOOK_MS = 15_000;
const BEAT_MS = 300_000;
const NO_REQUEST = { is: "refused", why: "this host has no open request" } as const;

/**
 * A plane that is not reached at all: requests lie in a folder for somebody to carry away, and what comes
 * back is put beside them, by hand or by `take`. Nothing in the folder is believed without a signature.
 */
export function openFilePlane(options: PlanePortOptions): PlanePort {
  const { plane: folder, files, key, clock, memory } = options;
  const pathOf = (name: string) => `${folder}/${name}`;
  const notesOf = () => readNotes(memory);

  async function gone(): Promise<Trouble | undefined> {
    const stat = await files.stat(folder).catch(() => undefined);
    if (stat?.kind === "directory") return undefined;
    return trouble("PLANE_FOLDER_MISSING", `The folder ${folder} is not there.`);
  }

  async function enrol({ body }: EnrolAsked): Promise<EnrolOutcome> {
    const missing = await gone();
    if (missing !== undefined) return missing;
    const hostId = parseEnrolBody(body).host.id;
    const digest = bodyDigest(body);
    const before = notesOf();
    const isSame = before !== undefined && before.digest === digest && before.hostUid === undefined;
    const notes: Notes = isSame
      ? before
      : { trusted: before?.trusted ?? [], ...newRequest(hostId, digest, clock.nowMs()) };
    // Kept before it is written: an answer to a request that nobody remembers would be worthless.
    memory.set(notes);
    // What answers the request before would only be refused.
    if (!isSame) await files.remove(pathOf(answerName(hostId)));
    const text = await writeFileRequest(key, { body, nonce: notes.nonce, nowMs: notes.issuedMs });
    await files.writeAtomic(pathOf(requestName(hostId)), text, { mode: 0o644 });
    return { is: "enrolment", enrolment: pending(notes, folder) };
  }

  async function poll(enrolmentId: string): Promise<PollOutcome> {
    const notes = notesOf();
    if (notes?.nonce !== enrolmentId) return { is: "unknown-enrolment" };
    const missing = await gone();
    if (missing !== undefined) return missing;
    const answer = await answerFor(notes);
    if (answer.is !== "answer") return answer.is === "absent" ? { is: "unchanged" } : answer;
    const { approval } = answer.value;
    return approval === undefined ? { is: "unchanged" } : decided(approval, notes);
  }

  async function decided(approval: string, notes: Notes): Promise<EnrolOutcome> {
    const verdict = await verifyApproval(approval, { ...notes, keyId: key.keyId });
    if (verdict.is === "refused") return refusedFile(verdict.why);
    if (verdict.is === "unconfirmed") return unconfirmed(verdict.signer);
    const { claims, signer } = verdict;
    const { project, hostUid, signingKeys, reason, nonce: enrolmentId } = claims;
    if (claims.decision === "rejected") {
      const enrolment: Enrolment = { state: "rejected", enrolmentId, ...(reason && { reason }) };
      return { is: "enrolment", enrolment };
    }
    memory.set({ ...notes, confirmed: signer, trusted: signingKeys, hostUid });
    return {
      is: "enrolment",
      enrolment: { state: "approved", enrolmentId, hostUid, project, signingKeys },
    };
  }

  async function answerFor({ hostId }: Notes) {
    const file = await readPlaneFile(pathOf(answerName(hostId)), files);
    if (file.is === "absent") return file;
    if (file.is === "refused") return refusedFile(file.why);
    const opened = readFileAnswer(file.text);
    if (opened.is === "refused") return refusedFile(opened.why);
    const isOurs = opened.value.hostId === hostId;
    if (!isOurs) return refusedFile(`it is for another host, ${opened.value.hostId}`);
    return { is: "answer", value: opened.value } as const;
  }

  function refusedFile(why: string): Trouble {
    return trouble("PLANE_FILE_REFUSED", `The answer in ${folder} is not taken: ${why}.`);
  }

  async function desired(etag: string | undefined): Promise<DesiredOutcome> {
    const missing = await gone();
    if (missing !== undefined) return missing;
    const notes = notesOf();
    const answer = notes === undefined ? undefined : await answerFor(notes);
    if (answer === undefined || answer.is === "absent") return { is: "none-assigned" };
    if (answer.is === "trouble") return answer;
    const jws = answer.value.desired;
    if (jws === undefined) return { is: "none-assigned" };
    const tag = bodyDigest(jws);
    return tag === etag ? { is: "unchanged" } : { is: "desired", jws, etag: tag };
  }

  /** Nobody hears it. What is told is whether something new lies there. */
  async function heartbeat(): Promise<HeartbeatOutcome> {
    const found = await desired(undefined);
    if (found.is === "trouble") return found;
    const desiredRevision = found.is === "desired" ? revisionIn(found.jws) : 0;
    return { is: "heard", nextMs: BEAT_MS, desiredRevision, wantsInventory: false };
  }

  return {
    hello: async () => (await gone()) ?? { is: "plane", methods: ["code"] },
    enrol,
    poll: ({ enrolmentId }) => poll(enrolmentId),
    heartbeat,
    desired: ({ etag }) => desired(etag),
    inventory: async () => ({ is: "not-offered" }),
    events: async () => ({ is: "not-offered" }),
    async remove() {
      const notes = notesOf();
      if (notes !== undefined) {
        await files.remove(pathOf(requestName(notes.hostId)));
        await files.remove(pathOf(answerName(notes.hostId)));
      }
      memory.set(undefined);
      return { is: "removed" };
    },
    byFiles: {
      async request() {
        const notes = notesOf();
        if (notes === undefined) return undefined;
        const name = requestName(notes.hostId);
        const file = await readPlaneFile(pathOf(name), files);
        return file.is === "text" ? { name, text: file.text } : undefined;
      },
      async look({ text, desired: inForce }) {
        const notes = notesOf();
        if (notes === undefined) return NO_REQUEST;
        const nowMs = clock.nowMs();
        return lookAtAnswer(text, { notes, keyId: key.keyId, desired: inForce, nowMs });
      },
      async take({ text, confirmed, desired: inForce }): Promise<TakeOutcome> {
        const notes = notesOf();
        if (notes === undefined) return NO_REQUEST;
        const nowMs = clock.nowMs();
        const known = { notes, keyId: key.keyId, confirmed, desired: inForce, nowMs };
        const judged = await judgeAnswer(text, known);
        if (judged.is !== "taken") return judged;
        // Whether it was taken on is decided by the poll that follows; who may sign is decided here.
        memory.set({ ...notes, confirmed: judged.notes.confirmed });
        await files.writeAtomic(pathOf(answerName(notes.hostId)), text, { mode: 0o644 });
        return judged.outcome;
      },
    },
  };
}

function newRequest(hostId: string, digest: string, issuedMs: number) {
  return { hostId, digest, issuedMs, nonce: randomUUID() };
}

function pending({ hostId, nonce }: Notes, folder: string): Enrolment {
  return {
    state: "pending",
    enrolmentId: nonce,
    intervalMs: LOOK_MS,
    todo: `Take ${requestName(hostId)} from ${folder} to the operator of the plane, and bring back ${answerName(hostId)}: by Files to carry, or by bringup airgap request and import.`,
  };
}

/** As it says itself; whether to believe it is looked at when it is taken. */
function revisionIn(jws: string): number {
  try {
    const payload = Buffer.from(jws.split(".")[1] ?? "", "base64url").toString();
    const { revision } = JSON.parse(payload) as { readonly revision?: unknown };
    return typeof revision === "number" ? revision : 0;
  } catch {
    return 0;
  }
}

function unconfirmed(signer: string): Trouble {
  const message = `An answer is here, signed by ${fingerprintOf(signer)}. Nobody has confirmed yet that this is the plane's key.`;
  return trouble("PLANE_SIGNER_UNCONFIRMED", message);
}

function trouble(code: ErrorCode, message: string): Trouble {
  return {
    is: "trouble",
    problem: errorView(new BringupError(code, message)),
    retry: code === "PLANE_SIGNER_UNCONFIRMED" ? "recheck" : "backoff",
  };
}
