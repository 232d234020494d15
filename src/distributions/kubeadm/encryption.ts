import { randomBytes } from "node:crypto";
import { defineHandler, digestOf, done, type Step, todo } from "../../engine/index.ts";
import { ENCRYPTION } from "./paths.ts";

/** The key with which secrets lie in etcd. Made once, here, and never read by us again. */
export function encryptionStep(): Step {
  return {
    id: "kubeadm.encryption",
    kind: "kubeadm.encryption",
    title: `Make the key that encrypts secrets in etcd: ${ENCRYPTION}`,
    params: {},
    inputsDigest: digestOf({}),
    impact: "none",
    // It lies among the keys of the cluster, and goes with them when the claim is taken back.
    undo: "compensate",
    usualMs: 50,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

export const encryptionHandler = defineHandler<object, "kubeadm.encryption">("kubeadm.encryption", {
  async check(_params, { host }) {
    const found = await host.files.stat(ENCRYPTION);
    return found === undefined ? todo(`${ENCRYPTION} is missing`) : done(`${ENCRYPTION} is there`);
  },
  async preview() {
    return [{ subject: ENCRYPTION, lines: [{ sign: "+", text: "a random key of 32 bytes" }] }];
  },
  async run(_params, { host, signal, report }) {
    const text = render(randomBytes(32).toString("base64"));
    await host.files.writeAtomic(ENCRYPTION, text, { mode: 0o600, signal });
    report({ evidence: `wrote ${ENCRYPTION}` });
  },
});

/** `identity` last: what was written before the key is still read. */
function render(key: string): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - secretbox:
          keys:
            - name: first
              secret: ${key}
      - identity: {}
`;
}
