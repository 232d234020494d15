import type { Step } from "../../engine/index.ts";
import { envEnsure, fileEnsure, type SecretDigests } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { proxyVars } from "./proxy-env.ts";
import { registrySecrets, renderRegistries } from "./registries.ts";

interface Place {
  readonly id: string;
  readonly path: string;
}

/** None where the document names no registry. */
export function registrySteps(request: PlanRequest, { id, path }: Place): readonly Step[] {
  const { registries = [] } = request.cluster;
  if (registries.length === 0) return [];
  return [
    fileEnsure({
      id,
      path,
      template: renderRegistries(registries),
      mode: 0o600,
      secrets: digests(request, registrySecrets(registries)),
    }),
  ];
}

/** None where the document names no proxy. */
export function proxySteps(request: PlanRequest, { id, path }: Place): readonly Step[] {
  const proxy = proxyVars(request);
  if (proxy === undefined) return [];
  return [
    envEnsure({
      id,
      title: `Write proxy and NO_PROXY to ${path}`,
      path,
      vars: proxy.vars,
      secrets: digests(request, proxy.secrets),
    }),
  ];
}

/** A secret that was never entered has no digest: its step says so when it is checked. */
function digests({ facts }: PlanRequest, names: readonly string[]): SecretDigests {
  return Object.fromEntries(names.map((name) => [name, facts.secretDigest(name) ?? "not entered"]));
}
