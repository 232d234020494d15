import { clear, defineSymptom, found, notHere } from "../symptom.ts";
import { readable, traceIn } from "../traces.ts";

const UNITS = ["containerd.service", "spectro-containerd.service"];
const TROUBLE = /failed to recover state/i;

export const containerdState = defineSymptom({
  id: "node.containerd-state",
  code: "CONTAINERD_STATE_BROKEN",
  row: "D18",
  title: "containerd does not start: failed to recover state",
  cause:
    "What containerd remembers of its containers cannot be read any more, mostly after an upgrade.",
  source: "Palette Edge, known issues",
  async probe({ unit, journal }) {
    const states = await Promise.all(UNITS.map(unit));
    if (states.every(({ is }) => is === "absent")) return notHere("no containerd of its own");
    const trace = traceIn(readable(await Promise.all(UNITS.map(journal))), TROUBLE);
    if (trace === undefined) return clear("containerd read its state");
    const runs = states.some((state) => state.is === "known" && state.value.sub === "running");
    return found(runs ? ["likely", "degraded"] : ["certain", "node-down"], [trace.line]);
  },
  fix: [
    "Stop the kubelet and containerd: systemctl stop kubelet containerd.",
    "Move the state away rather than deleting it: mv /var/lib/containerd /var/lib/containerd.old. Images are loaded again, which a site without a way out needs its content bundle for.",
    "Start both: systemctl start containerd kubelet. Remove the old folder when all pods run.",
  ],
});
