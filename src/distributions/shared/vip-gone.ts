import {
  defineHandler,
  digestOf,
  done,
  type Fact,
  type Handler,
  type HostView,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { kubeWrite } from "../../kube/index.ts";
import type { ApiAccess } from "../driver.ts";
import { KUBE_VIP_OBJECTS } from "./kube-vip.ts";
import type { ServerKind } from "./server-kind.ts";
import { manifestOf } from "./virtual-address.ts";

interface GoneParams {
  readonly manifest: string;
}

/**
 * The document names no virtual address any more. A server keeps what it once applied, also when the file
 * is gone, so the objects go by hand; kube-vip gives the address back when it ends. Each server has the file.
 */
export function vipGoneStep(kind: Pick<ServerKind, "id" | "data">): Step {
  const params: GoneParams = { manifest: manifestOf(kind) };
  return {
    id: `${kind.id}.vip-gone`,
    kind: `${kind.id}.vip-gone`,
    title: "Announce no virtual address any more: remove kube-vip from the cluster",
    params,
    inputsDigest: digestOf(params),
    // Whoever came by it, and agents above all, may still be told to.
    impact: "restart",
    undo: "none",
    usualMs: 1000,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

export function vipGoneHandler(
  { id }: Pick<ServerKind, "id">,
  observeAccess: (host: HostView) => Promise<Fact<ApiAccess>>,
): Handler<string, GoneParams> {
  return defineHandler<GoneParams>(`${id}.vip-gone`, {
    async check({ manifest }, { host }) {
      return (await host.files.stat(manifest)) === undefined
        ? done(`${manifest} is absent`)
        : todo(`${manifest} is there`);
    },
    async preview({ manifest }) {
      const objects = KUBE_VIP_OBJECTS.map((path) => ({ sign: "-" as const, text: path }));
      return [{ subject: manifest, lines: [{ sign: "-", text: manifest }, ...objects] }];
    },
    async run({ manifest }, { host, signal, report }) {
      const access = await observeAccess(host);
      if (access.is !== "known")
        throw new BringupError("STEP_FAILED", "the API of this host cannot be asked", {
          hint: "Wait until the service runs, then resume.",
        });
      // The file goes last: while it is there, this is not done.
      for (const path of KUBE_VIP_OBJECTS) {
        const call = { method: "DELETE", path, signal } as const;
        const answer = await kubeWrite(host, access.value.kube, call);
        if (answer.is !== "ok" && answer.is !== "missing")
          throw new BringupError("STEP_FAILED", `${path} stays: ${answer.why}`);
        report({ evidence: `removed ${path}` });
      }
      await host.files.remove(manifest);
    },
  });
}
