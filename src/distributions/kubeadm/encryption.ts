import { randomBytes } from "node:crypto";
import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { FROM_A_COPY } from "./effects.ts";
import { type FetchFrom, fetchEncryption } from "./fetch-encryption.ts";
import type { JoinInputs } from "./inputs.ts";
import { COMMIT, ENCRYPTION } from "./paths.ts";

export interface EncryptionParams {
  /** Whoever joins has that of the cluster. */
  readonly from?: FetchFrom;
}

/** The key with which secrets lie in etcd: made once, by the founder, or fetched; never shown. */
export function encryptionStep(join?: JoinInputs): Step {
  const { server = "", token = "", certificateKey = "" } = join ?? {};
  const params: EncryptionParams =
    join === undefined ? {} : { from: { server, token, certificateKey } };
  const verb = join === undefined ? "Make" : "Fetch";
  return {
    id: "kubeadm.encryption",
    kind: "kubeadm.encryption",
    title: `${verb} the key that encrypts secrets in etcd: ${ENCRYPTION}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // It lies among the keys of the cluster, and goes with them when the claim is taken back.
    undo: "compensate",
    usualMs: 50,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

export const encryptionHandler = defineHandler<EncryptionParams, "kubeadm.encryption">(
  "kubeadm.encryption",
  {
    async check(_params, { host }) {
      if ((await host.files.stat(ENCRYPTION)) !== undefined) return done(`${ENCRYPTION} is there`);
      // What was stored with it opens with no other.
      const isFormed = (await host.files.stat(COMMIT)) !== undefined;
      return isFormed
        ? blocked(`${ENCRYPTION} is missing, and the cluster was formed with it`, FROM_A_COPY)
        : todo(`${ENCRYPTION} is missing`);
    },
    async preview({ from }) {
      const text = from === undefined ? "a random key of 32 bytes" : "the key of the cluster";
      return [{ subject: ENCRYPTION, lines: [{ sign: "+", text }] }];
    },
    async run({ from }, context) {
      const text = from === undefined ? made() : await fetchEncryption(from, context);
      await write(text, context);
    },
  },
);

async function write(text: string, { host, signal, report }: RunContext): Promise<void> {
  await host.files.writeAtomic(ENCRYPTION, text, { mode: 0o600, signal });
  report({ evidence: `wrote ${ENCRYPTION}` });
}

/** `identity` last: what was written before the key is still read. */
function made(): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - secretbox:
          keys:
            - name: first
              secret: ${randomBytes(32).toString("base64")}
      - identity: {}
`;
}
