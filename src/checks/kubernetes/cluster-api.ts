import type { CheckContext } from "../check.ts";

/** Where any installer leaves the administrator's access; distributions add their own places. */
const KUBECONFIGS = ["/etc/kubernetes/admin.conf"];

/** Text of one path of the API; throws where it does not answer, with the reason. */
export type AskApi = (path: string) => Promise<string>;

/** `undefined`: no API server was ever up on this host. Nothing is loaded then that asks one. */
export async function openClusterApi({
  host,
  kubeconfigs,
  signal,
}: CheckContext): Promise<AskApi | undefined> {
  const texts = await Promise.all(
    [...KUBECONFIGS, ...kubeconfigs].map((path) => host.files.readText(path)),
  );
  const text = texts.find((one) => one !== undefined);
  if (text === undefined) return undefined;
  const { kubeGet, parseKubeconfig } = await import("../../kube/index.ts");
  const access = parseKubeconfig(text);
  if (access === undefined) throw new Error("the access to the API is not readable");
  return async (path) => {
    const answer = await kubeGet(host, access, path, { signal, timeoutMs: 2500 });
    if (answer.is === "ok") return answer.text;
    throw new Error(`the API does not tell: ${answer.why}`);
  };
}
