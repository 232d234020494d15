import {
  type FileRequest,
  readFileRequest,
  respondToFile,
  writeFileAnswer,
} from "../files/index.ts";
import { bodyDigest, fingerprintOf } from "../host-key.ts";
import { newUserCode } from "../user-code.ts";
import type { Desk } from "./context.ts";
import { adopt, record } from "./decisions.ts";
import type { Enrolment } from "./state.ts";
import { DEFAULT_PROJECT } from "./tokens.ts";

/** For hosts that do not reach the plane: somebody brings their request and carries the answer back. */
export interface FileDesk {
  /** Of the key that signs what goes to hosts: the person at the host compares it. */
  readonly signer: string;
  read(text: string): Promise<FileSeen>;
  /** Decides on a request and writes the answer; the same request again gets the newest desired state. */
  answer(text: string, word: FileWord): Promise<FileAnswered>;
  /** The newest desired state of a host that was taken on; `undefined`: it has none. */
  desired(hostUid: string): string | undefined;
}

export type FileSeen =
  | {
      readonly is: "request";
      readonly hostId: string;
      readonly name: string;
      readonly fingerprint: string;
      readonly keyId: string;
      readonly project: string;
      readonly issuedMs: number;
    }
  | { readonly is: "refused"; readonly why: string };

export interface FileWord {
  readonly decision: "approved" | "rejected";
  /** In place of the one the host asked for. */
  readonly project?: string | undefined;
  /** Shown on the host. */
  readonly reason?: string | undefined;
}

export type FileAnswered =
  | { readonly is: "answered"; readonly hostId: string; readonly text: string }
  | { readonly is: "refused"; readonly why: string };

export function createFileDesk(desk: Desk, actor: string): FileDesk {
  const { memory, clock } = desk;
  const { signer } = memory;

  function enrolmentOf({ request, keyId, nonce }: FileRequest, project?: string): Enrolment {
    const { pairingKey: _typed, ...asked } = request;
    const nowMs = clock.nowMs();
    return {
      ...{ id: nonce, keyId, idempotencyKey: nonce, request: asked },
      bodySha256: bodyDigest(JSON.stringify(asked)),
      project: project ?? asked.project ?? DEFAULT_PROJECT,
      tags: { ...asked.tags },
      userCode: newUserCode(),
      ...{ createdMs: nowMs, expiresMs: nowMs, status: "pending" },
    };
  }

  /** Inside a change of the memory. */
  function takeOn(asked: FileRequest, project: string | undefined): string | { why: string } {
    const { id } = asked.request.host;
    const before = memory.hosts.byKey(asked.keyId);
    if (before?.status === "revoked") return { why: "the key of this host was revoked" };
    const other = memory.hosts.liveById(id);
    if (other !== undefined && other.keyId !== asked.keyId) {
      return { why: `another host is registered as ${id}: delete it first` };
    }
    const isAgain = before?.status === "ready" && memory.enrolments.byId(asked.nonce) !== undefined;
    if (isAgain) return before.uid;
    const uid = adopt(desk, enrolmentOf(asked, project), "person");
    record(desk, "host-approved", { actor, subject: id, detail: `${uid} by file` });
    return uid;
  }

  return {
    signer: fingerprintOf(signer.key.kid),
    async read(text) {
      const opened = await readFileRequest(text);
      if (opened.is === "refused") return opened;
      const { request, keyId, issuedMs } = opened.value;
      const { id: hostId, name } = request.host;
      const fingerprint = fingerprintOf(keyId);
      const { project = DEFAULT_PROJECT } = request;
      return { is: "request", hostId, name, fingerprint, keyId, project, issuedMs };
    },
    async answer(text, { decision, project, reason }) {
      const opened = await readFileRequest(text);
      if (opened.is === "refused") return opened;
      const asked = opened.value;
      const hostId = asked.request.host.id;
      if (decision === "rejected") {
        memory.change(() =>
          record(desk, "host-rejected", { actor, subject: hostId, detail: reason ?? "" }),
        );
        const word = { decision, hostUid: "none", project: "", reason, nowMs: clock.nowMs() };
        return { is: "answered", hostId, text: await respondToFile(asked, word, signer) };
      }
      const uid = memory.change(() => takeOn(asked, project));
      if (typeof uid !== "string") return { is: "refused", ...uid };
      const host = memory.hosts.byUid(uid);
      const desired = host?.desired?.jws;
      const word = { decision, hostUid: uid, project: host?.project ?? "", desired };
      const answer = await respondToFile(asked, { ...word, nowMs: clock.nowMs() }, signer);
      return { is: "answered", hostId, text: answer };
    },
    desired(hostUid) {
      const host = memory.hosts.byUid(hostUid);
      const jws = host?.desired?.jws;
      return host === undefined || jws === undefined
        ? undefined
        : writeFileAnswer({ hostId: host.id, desired: jws });
    },
  };
}
