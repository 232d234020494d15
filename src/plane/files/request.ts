import { calculateJwkThumbprint, compactVerify, EmbeddedJWK } from "jose";
import { z } from "zod";
import {
  type EnrolRequest,
  enrolRequest,
  PROOF_TYPE,
  proofClaims,
  publicJwk,
} from "../contract.ts";
import { bodyDigest, type HostKey } from "../host-key.ts";
import { type Opened, openEnvelope, REQUEST_FILE, refusedFile } from "./envelope.ts";

/** What a host asks by file: the same request as over the network, its answer bound to the nonce. */
export interface FileRequest {
  readonly request: EnrolRequest;
  /** Of the host key that signed it. */
  readonly keyId: string;
  readonly nonce: string;
  /** As the host's clock said. */
  readonly issuedMs: number;
}

const envelope = z.object({
  bringup: z.literal(REQUEST_FILE),
  hostId: z.string().max(128),
  /** `EnrolRequest` as text: signed to the byte. */
  body: z.string(),
  proof: z.string().max(4096),
});

/** A proof as of a request over the network, only that no method and no address are meant by it. */
const METHOD = "FILE";
const ADDRESS = "bringup:request";

/** @param body what `enrolBody` wrote. */
export async function writeFileRequest(
  key: HostKey,
  asked: { readonly body: string; readonly nonce: string; readonly nowMs: number },
): Promise<string> {
  const { body, nonce, nowMs } = asked;
  const proof = await key.prove({
    ...{ htm: METHOD, htu: ADDRESS, iat: nowMs / 1000, jti: nonce },
    bodySha256: bodyDigest(body),
  });
  const hostId = enrolRequest.parse(JSON.parse(body)).host.id;
  return `${JSON.stringify({ bringup: REQUEST_FILE, hostId, body, proof }, undefined, 1)}\n`;
}

export async function readFileRequest(text: string): Promise<Opened<FileRequest>> {
  const opened = openEnvelope(text, REQUEST_FILE, envelope);
  if (opened.is === "refused") return opened;
  const { body, proof, hostId } = opened.value;
  const proved = await verified(proof);
  if (proved === undefined) return refusedFile("its signature does not verify");
  const { claims, jwk } = proved;
  if (claims.htm !== METHOD || claims.htu !== ADDRESS) {
    return refusedFile("its signature was made for something else");
  }
  if (claims.bodySha256 !== bodyDigest(body)) {
    return refusedFile("it was changed after the host signed it");
  }
  const request = enrolRequest.safeParse(parse(body));
  if (!request.success) return refusedFile("its fields are not those of a request");
  const keyId = await calculateJwkThumbprint(jwk, "sha256");
  const isOneHost = request.data.host.id === hostId && request.data.publicKey.x === jwk.x;
  if (!isOneHost) return refusedFile("the key that signed it is not the key it names");
  const issuedMs = Math.round(claims.iat * 1000);
  return { is: "opened", value: { request: request.data, keyId, nonce: claims.jti, issuedMs } };
}

async function verified(proof: string) {
  try {
    const { payload, protectedHeader } = await compactVerify(proof, EmbeddedJWK, {
      algorithms: ["EdDSA"],
    });
    if (protectedHeader.typ !== PROOF_TYPE) return undefined;
    const claims = proofClaims.parse(JSON.parse(new TextDecoder().decode(payload)));
    return { claims, jwk: publicJwk.parse(protectedHeader.jwk) };
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
