import { BringupError } from "../../errors/index.ts";
import type { JoinMaterial, MintRequest } from "../driver.ts";
import { parseJoin } from "./join-token.ts";
import { makeToken } from "./k8sd-change.ts";

/** distributions.md 8.4: made when it is needed, for one node, and soon over. */
const TOKEN_MS = 900_000;
const ASK_MS = 30_000;

/** What `k8s get-join-token NAME` does, by the socket of k8sd: the token is never an argument of a program. */
export async function mint({ host, role, node, signal }: MintRequest): Promise<JoinMaterial> {
  const wish = { name: node.toLowerCase(), worker: role === "worker", ttlMs: TOKEN_MS };
  const made = await makeToken(host, wish, { signal, timeoutMs: ASK_MS });
  if (made.is !== "told")
    throw new BringupError("CLUSTER_REFUSED", `k8sd makes no token: ${made.why}`, {
      hint: "Make it on a control plane, while the members of the cluster are well.",
    });
  const material = parseJoin(made.value);
  if (material === undefined)
    throw new BringupError(
      "CLUSTER_REFUSED",
      "k8sd made a token of a shape that is not known here",
    );
  return { ...material, endsMs: host.clock.nowMs() + TOKEN_MS };
}
