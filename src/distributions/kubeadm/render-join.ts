import { asTemplateText } from "../../steps/index.ts";
import { yamlText } from "../shared/yaml-text.ts";
import type { JoinInputs, KubeadmInputs } from "./inputs.ts";
import { formOf, HEADER, localEndpoint, nodeRegistration, TIMEOUTS } from "./render-kubeadm.ts";

/** They stand in the text until it is a template; nothing else looks like them. */
const TOKEN = "@@token@@";
const KEY = "@@key@@";

/** Pure. What every phase of a join is told, a template: token and key are secrets. distributions.md 5.1. */
export function renderJoin(inputs: KubeadmInputs, join: JoinInputs): string {
  const form = formOf(inputs.version);
  const isControlPlane = join.role === "control-plane";
  const one = {
    apiVersion: `kubeadm.k8s.io/${form}`,
    kind: "JoinConfiguration",
    discovery: {
      // Never without a pin: else whoever answers first is believed.
      bootstrapToken: {
        apiServerEndpoint: join.server,
        token: TOKEN,
        caCertHashes: [join.pin],
      },
      timeout: form === "v1beta3" ? "8m0s" : undefined,
    },
    nodeRegistration: nodeRegistration(inputs, form),
    controlPlane: isControlPlane
      ? { localAPIEndpoint: localEndpoint(inputs), certificateKey: KEY }
      : undefined,
    timeouts: form === "v1beta4" ? { ...TIMEOUTS, discovery: "8m0s" } : undefined,
  };
  const text = yamlText(one);
  return asTemplateText(HEADER + text)
    .replace(`"${TOKEN}"`, `{{secret:${join.token}|yaml}}`)
    .replace(`"${KEY}"`, `{{secret:${join.certificateKey ?? ""}|yaml}}`);
}
