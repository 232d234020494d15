import type { Step } from "../../engine/index.ts";
import { asTemplateText, fileEnsure } from "../../steps/index.ts";
import type { PlanRequest } from "../driver.ts";
import { proxySteps, registrySteps } from "../shared/file-steps.ts";
import { renderAuditPolicy } from "../shared/hardening.ts";
import { ADMISSION, AUDIT_POLICY, renderAdmission } from "./hardening.ts";
import type { K3sInputs } from "./inputs.ts";
import { BINARY, CONFIG, ENV_FILE, REGISTRIES, UNIT_FILE } from "./paths.ts";
import { renderConfig, renderUnit } from "./render.ts";

/** Everything K3s reads at its start; all of it 0600 but the unit, which holds no secret. */
export function fileSteps(request: PlanRequest, inputs: K3sInputs): readonly Step[] {
  return [
    file("k3s.config", CONFIG, asTemplateText(renderConfig(inputs))),
    ...(inputs.isHardened ? hardeningSteps() : []),
    ...registrySteps(request, { id: "k3s.registries", path: REGISTRIES }),
    ...proxySteps(request, { id: "k3s.proxy", path: ENV_FILE }),
    ...(request.facts.isKairos
      ? []
      : [file("k3s.unit", UNIT_FILE, renderUnit(BINARY, ENV_FILE), 0o644)]),
  ];
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
