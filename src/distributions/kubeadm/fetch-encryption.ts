import { z } from "zod";
import type { RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { readJson } from "../../json/index.ts";
import { CLUSTER_CA } from "./paths.ts";
import { opened, SEALED_ENCRYPTION } from "./sealed-keys.ts";

const PATH = "/api/v1/namespaces/kube-system/secrets/kubeadm-certs";
const TIMEOUT_MS = 20_000;
const secret = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** Names of secrets, never their text. */
export interface FetchFrom {
  /** `HOST:PORT` */
  readonly server: string;
  readonly token: string;
  readonly certificateKey: string;
}

/**
 * From where kubeadm fetches the keys that control planes share: it takes those it knows and leaves this one, which
 * a member of ours puts beside them, closed with the same key. The authority is the one that kubeadm proved.
 * @throws CLUSTER_REFUSED
 */
export async function fetchEncryption(
  { server, token, certificateKey }: FetchFrom,
  { host, secrets, signal }: RunContext,
): Promise<string> {
  const [ca, login, key] = await Promise.all([
    host.files.readText(CLUSTER_CA),
    secrets.read(token),
    secrets.read(certificateKey),
  ]);
  if (ca === undefined) throw refused(`${CLUSTER_CA} is missing`);
  if (login === undefined || key === undefined) throw refused("the join material was not entered");
  const outcome = await host.http.get({
    url: `https://${server}${PATH}`,
    headers: { accept: "application/json", authorization: `Bearer ${login}` },
    ...{ tls: { ca }, timeoutMs: TIMEOUT_MS, signal },
  });
  if (outcome.is === "failed") throw refused(`${server} does not answer: ${outcome.why}`);
  if (outcome.status !== 200)
    throw refused(`${server} does not show the shared keys: HTTP ${outcome.status}`);
  const body = readJson(new TextDecoder().decode(outcome.body));
  const sealed = secret.safeParse(body).data?.data[SEALED_ENCRYPTION];
  if (sealed === undefined) throw refused(`${server} hands over no key that encrypts secrets`);
  const text = opened(sealed, key);
  if (text === undefined)
    throw refused("it was closed with another key than that of this material");
  return text;
}

function refused(why: string): BringupError {
  return new BringupError("CLUSTER_REFUSED", `the key that encrypts secrets in etcd: ${why}`, {
    hint: "Make new join material by bringup on a control plane of this cluster; where that is not hardened, leave spec.cluster.hardening out.",
  });
}
