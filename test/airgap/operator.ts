import { randomUUID } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import {
  type FileRequest,
  fingerprintOf,
  type PlanePort,
  readFileRequest,
  respondToFile,
  type Signer,
  signDesired,
  writeFileAnswer,
} from "../../src/plane/index.ts";

/** Somebody at a plane that hosts reach by files alone, with its key. */
export interface Operator {
  readonly signer: Signer;
  readonly fingerprint: string;
  /** Reads a request and answers it. */
  answer(request: string, word?: Word): Promise<string>;
  desired(hostUid: string, revision: number, more?: object): Promise<string>;
  /** Walks to the host and lets it take the answer. */
  carry(port: PlanePort, word?: Word): Promise<void>;
  readonly taken: Map<string, string>;
}

interface Word {
  readonly decision?: "approved" | "rejected";
  readonly reason?: string;
  readonly desired?: string;
  /** In place of what the request says. */
  readonly as?: Partial<FileRequest>;
}

export async function createOperator(): Promise<Operator> {
  const signer = await newSigner();
  const taken = new Map<string, string>();
  const operator: Operator = {
    signer,
    taken,
    fingerprint: fingerprintOf(signer.key.kid),
    async answer(text, { decision = "approved", as = {}, ...more } = {}) {
      const opened = await readFileRequest(text);
      if (opened.is === "refused") throw new Error(opened.why);
      const request = { ...opened.value, ...as };
      const hostUid = taken.get(request.request.host.id) ?? randomUUID();
      if (decision === "approved") taken.set(request.request.host.id, hostUid);
      const word = { decision, hostUid, project: "Shops", nowMs: Date.now(), ...more };
      return respondToFile(request, word, signer);
    },
    desired: (hostUid, revision, spec = { host: { hostname: "rack12" } }) =>
      signDesired(
        { revision, issuedAt: new Date().toISOString(), hostUid, spec },
        { kid: signer.key.kid, secret: signer.secret },
      ),
    async carry(port, word) {
      const request = await port.byFiles?.request();
      const text = await operator.answer(request?.text ?? "", word);
      await port.byFiles?.take({ text, confirmed: operator.fingerprint });
    },
  };
  return operator;
}

async function newSigner(): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const { x = "" } = await exportJWK(publicKey);
  const jwk = { kty: "OKP", crv: "Ed25519", x } as const;
  return { key: { ...jwk, kid: await calculateJwkThumbprint(jwk, "sha256") }, secret: privateKey };
}

export function desiredFile(hostId: string, desired: string): string {
  return writeFileAnswer({ hostId, desired });
}
