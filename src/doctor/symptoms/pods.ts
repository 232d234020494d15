// Over 100 lines by design: troubles that show in what the pods of this host say.
import { anyThere, withPalette } from "../palette-agent.ts";
import type { Patient } from "../patient.ts";
import { podFolders, podLogs, podName, withPod } from "../pod-logs.ts";
import { cannotSay, clear, defineSymptom, found } from "../symptom.ts";
import { traceIn } from "../traces.ts";
import { userDataSays } from "../user-data.ts";

const CILIUM = /^kube-system_cilium-(?!operator|envoy)/;
const NSENTER = /nsenter.*(permission denied|operation not permitted)/i;
const APPARMOR_DENIED = /apparmor="DENIED".*(nsenter|cilium)/i;

export const ciliumApparmor = defineSymptom({
  id: "pods.cilium-apparmor",
  code: "CILIUM_HELD_BY_APPARMOR",
  row: "D5",
  title: "Cilium stays in Init:CrashLoopBackOff during an upgrade",
  cause: "AppArmor does not let the init containers of Cilium enter the namespaces of the host.",
  source: "Palette Edge, troubleshooting",
  when: [withPod("Cilium", CILIUM)],
  async probe(patient) {
    const logs = await podLogs(patient, CILIUM);
    const said = logs.flatMap(({ pod, container, lines }) => {
      const trace = traceIn(lines, NSENTER);
      return trace === undefined ? [] : [`${podName(pod)} ${container}: ${trace.line}`];
    });
    const kernel = await patient.kernelLog();
    const denied = kernel.is === "known" ? traceIn(kernel.value, APPARMOR_DENIED) : undefined;
    if (said.length > 0 && denied !== undefined)
      return found(["certain", "node-down"], [...said, denied.line]);
    if (said.length > 0) return found(["likely", "node-down"], said);
    if (denied !== undefined) return found(["likely", "degraded"], [denied.line]);
    return kernel.is === "unknown" ? cannotSay(kernel.why) : clear("nothing was denied to Cilium");
  },
  fix: [
    "Give the DaemonSet cilium an annotation container.apparmor.security.beta.kubernetes.io/NAME: unconfined for each NAME of cilium-agent, clean-cilium-state, mount-cgroup and apply-sysctl-overwrites.",
    "Do it before the upgrade, in the values of the Cilium pack, so that it is kept.",
  ],
});

const PALETTE_CONTROLLER = /^palette-system_palette-lite-controller-manager-/;

export const paletteWebhook = defineSymptom({
  id: "pods.palette-webhook",
  code: "PALETTE_WEBHOOK_MISSING",
  row: "D10",
  title: "The webhook pods of Palette are missing, and packs are not applied",
  cause: "The controller that should make them hangs.",
  source: "Palette Edge, troubleshooting",
  when: [withPod("Palette's controller", PALETTE_CONTROLLER)],
  async probe(patient) {
    const pods = await podFolders(patient);
    const webhook = pods.find((name) => /^palette-system_.*webhook/.test(name));
    if (webhook !== undefined) return clear(`${podName(webhook)} is here`);
    const controllers = pods.filter((name) => PALETTE_CONTROLLER.test(name)).map(podName);
    // On a cluster of several nodes they may run on another one.
    return found(
      ["possible", "cosmetic"],
      [
        ...controllers.map((name) => `${name} is here`),
        "no webhook of palette-system is on this host",
      ],
    );
  },
  fix: [
    "See whether they run elsewhere: kubectl -n palette-system get pods -o wide.",
    "Delete the controller, and its successor makes them: kubectl -n palette-system delete pod NAME, with the name of the pod palette-lite-controller-manager.",
  ],
});

const UNTRUSTED =
  /pod-registry\.spectrocloud\.com.*(x509|unknown authority|failed calling webhook)/i;
const SERVERS = /^kube-system_kube-(apiserver|controller-manager)-/;

export const webhookTrust = defineSymptom({
  id: "pods.webhook-trust",
  code: "WEBHOOK_UNTRUSTED",
  row: "D15",
  title: "All pods stay Pending: pod-registry.spectrocloud.com, x509: unknown authority",
  cause:
    "The API server does not trust the certificate of Palette's webhook, which it must ask for every pod.",
  source: "Palette Edge, troubleshooting",
  when: [withPalette],
  async probe(patient) {
    const logs = await podLogs(patient, SERVERS);
    const journal = await patient.mentions();
    const lines = [
      ...logs.flatMap((log) => log.lines),
      ...(journal.is === "known" ? journal.value : []),
    ];
    const trace = traceIn(lines, UNTRUSTED);
    if (trace !== undefined) return found(["certain", "degraded"], [trace.line]);
    if (journal.is === "unknown") return cannotSay(journal.why);
    return clear("no refused call of the webhook is written down");
  },
  fix: [
    "Compare the authority in the webhook with its certificate: kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations -o yaml.",
    "Restart what renews it: kubectl -n palette-system delete pod NAME, with the name of the pod palette-lite-controller-manager.",
    "Look at the clock of this host: a certificate that is not valid yet is refused in the same words.",
  ],
});

const NO_IMAGE = /ImagePullBackOff/;
const BUNDLES = ["/usr/local/spectrocloud/bundle", "/opt/spectrocloud/content"];

export const airgapImages = defineSymptom({
  id: "content.airgap-images",
  code: "AIRGAP_IMAGES_MISSING",
  row: "D21",
  title: "ImagePullBackOff after an upgrade on a site without a way out",
  cause: "The content bundle on this host is of another version than the profile asks for.",
  source: "Palette Edge, troubleshooting",
  when: [withPalette],
  async probe(patient) {
    const journal = await patient.mentions();
    if (journal.is === "unknown") return cannotSay(journal.why);
    const trace = traceIn(journal.is === "known" ? journal.value : [], NO_IMAGE);
    if (trace === undefined) return clear("no image is waited for");
    if (!(await livesFromBundle(patient))) return clear("images come from a registry here");
    return found(["likely", "degraded"], [trace.line, "images come from a bundle on this host"]);
  },
  fix: [
    "See which images are missing: kubectl get events -A --field-selector reason=Failed.",
    "Build the content bundle from the version of the profile that is rolled out, and upload it again in Local UI.",
  ],
});

async function livesFromBundle(patient: Patient): Promise<boolean> {
  const mode = await userDataSays(patient, "stylus.managementMode");
  return mode === "local" || (await anyThere(patient.host, BUNDLES));
}
