import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { HostView } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { ENCRYPTION, PKI } from "./paths.ts";

/** What all control planes of a cluster share. */
const SHARED_KEYS = [
  "ca.crt",
  "ca.key",
  "front-proxy-ca.crt",
  "front-proxy-ca.key",
  "sa.pub",
  "sa.key",
  "etcd/ca.crt",
  "etcd/ca.key",
] as const;

/** Beside them where secrets are encrypted: kubeadm passes over what it does not know. */
export const SEALED_ENCRYPTION = "bringup-encryption";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Each closed with this key (32 bytes in hex), as `kubeadm init phase upload-certs` does it: the nonce in front. */
export async function sealedKeys(
  host: HostView,
  key: string,
): Promise<Readonly<Record<string, string>>> {
  const entries = await Promise.all(
    SHARED_KEYS.map(async (name) => {
      const content = await host.files.read(`${PKI}/${name}`);
      if (content === undefined)
        throw new BringupError("JOIN_NOT_OFFERED", `${PKI}/${name} is missing`, {
          hint: "Without it no other host can become a control plane of this cluster.",
        });
      return [name.replace("/", "-"), seal(content, key)] as const;
    }),
  );
  const encryption = await host.files.read(ENCRYPTION);
  const more =
    encryption === undefined ? [] : [[SEALED_ENCRYPTION, seal(encryption, key)] as const];
  return Object.fromEntries([...entries, ...more]);
}

/** What was closed so; `undefined`: with another key, or changed since. */
export function opened(sealed: string, key: string): string | undefined {
  try {
    const bytes = Buffer.from(sealed, "base64");
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const cipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "hex"), nonce);
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const content = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([content, cipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

function seal(content: Uint8Array, key: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "hex"), nonce);
  const closed = [nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(closed).toString("base64");
}
