import type { Step } from "../../engine/index.ts";
import { asTemplateText, envEnsure, fileEnsure, type SecretDigests } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { ADMISSION, AUDIT_POLICY, renderAdmission, renderAuditPolicy } from "./hardening.ts";
import type { K3sInputs } from "./inputs.ts";
import { BINARY, CONFIG, ENV_FILE, REGISTRIES, UNIT_FILE } from "./paths.ts";
import { proxyVars } from "./proxy-env.ts";
import { registrySecrets, renderRegistries } from "./registries.ts";
import { renderConfig, renderUnit } from "./render.ts";

/** Everything K3s reads at its start; all of it 0600 but the unit, which holds no secret. */
export function fileSteps(request: PlanRequest, inputs: K3sInputs): readonly Step[] {
  const { cluster, facts } = request;
  const steps: Step[] = [
    file("k3s.config", CONFIG, asTemplateText(renderConfig(inputs))),
    ...(inputs.isHardened ? hardeningSteps() : []),
  ];
  if (cluster.registries !== undefined && cluster.registries.length > 0)
    steps.push(
      fileEnsure({
        id: "k3s.registries",
        path: REGISTRIES,
        template: renderRegistries(cluster.registries),
        mode: 0o600,
        secrets: digests(request, registrySecrets(cluster.registries)),
      }),
    );
  const proxy = proxyVars(request);
  if (proxy !== undefined)
    steps.push(
      envEnsure({
        id: "k3s.proxy",
        title: `Write proxy and NO_PROXY to ${ENV_FILE}`,
        path: ENV_FILE,
        vars: proxy.vars,
        secrets: digests(request, proxy.secrets),
      }),
    );
  if (!facts.isKairos) steps.push(file("k3s.unit", UNIT_FILE, renderUnit(BINARY, ENV_FILE), 0o644));
  return steps;
}

function hardeningSteps(): readonly Step[] {
  return [
    file("k3s.audit-policy", AUDIT_POLICY, renderAuditPolicy()),
    file("k3s.admission", ADMISSION, renderAdmission()),
  ];
}

function file(id: string, path: string, template: string, mode = 0o600): Step {
  return fileEnsure({ id, path, template, mode });
}

/** A secret that was never entered has no digest: its step says so when it is checked. */
function digests({ facts }: PlanRequest, names: readonly string[]): SecretDigests {
  return Object.fromEntries(names.map((name) => [name, facts.secretDigest(name) ?? "not entered"]));
}
