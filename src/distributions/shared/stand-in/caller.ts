import { isSignedBy, subjectOf } from "../../stand-in/signed-by.ts";
import type { NodeIdentity } from "./node-files.ts";

/** Who shows this certificate: somebody of the cluster, and the kubelet of which node. */
export function callerOf(
  { admin, clientCa }: Pick<NodeIdentity, "admin" | "clientCa">,
  cert: string | undefined,
): { readonly isAdmin: boolean; readonly node?: string } {
  if (cert === undefined) return { isAdmin: false };
  if (cert === admin.cert) return { isAdmin: true };
  const isAdmin = isSignedBy(clientCa, cert);
  const [, node] = /^CN=system:node:(\S+)$/m.exec(subjectOf(cert)) ?? [];
  return isAdmin && node !== undefined ? { isAdmin, node } : { isAdmin };
}
