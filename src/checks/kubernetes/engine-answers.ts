import type { HostView } from "../../engine/index.ts";
import { isRecord, listIn, readJson, recordIn } from "../../json/index.ts";
import { sanitize } from "../../text/index.ts";
import { cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Engines that speak CRI, at their usual places; distributions add their own. */
const SOCKETS = ["/run/containerd/containerd.sock", "/run/crio/crio.sock"];
/** Kubernetes 1.36 asks for containerd 2.0. */
const NEEDS_TWO = { minor: 36, major: 2 };

export const engineAnswers = defineCheck({
  ...ruleOf("kubernetes.engine-answers"),
  needs: [],
  async run(_, { host, engineSockets, document, signal }) {
    const places = [...new Set([...SOCKETS, ...engineSockets])];
    const stats = await Promise.all(places.map((path) => host.files.stat(path)));
    const socket = places.find((_path, index) => stats[index] !== undefined);
    if (socket === undefined) return skip("no container engine runs yet");
    const [info, version] = await Promise.all([
      askEngine(host, socket, "info", signal),
      askEngine(host, socket, "version", signal),
    ]);
    if (info.is === "missing")
      return cannotTell("crictl is not installed", "Install it beside the engine.");
    const engine = engineOf(info.text, version.is === "answered" ? version.text : "");
    const evidence = [
      socket,
      `${engine.name} ${engine.version}, API ${engine.api}`,
      ...engine.lines,
    ];
    const finding = {
      expected: "it is ready, speaks CRI v1, and keeps cgroups with systemd",
      evidence,
    };
    if (info.is === "failed" || engine.isReady !== true || engine.api !== "v1")
      return warn(info.is === "failed" ? info.text : engine.why, {
        ...finding,
        code: "ENGINE_NOT_READY",
        remedy:
          "Look at the journal of the engine; in containerd's config.toml cri must not be disabled.",
        why: "The kubelet starts nothing without an engine that answers.",
      });
    const minor = Number(/^v?1\.(\d+)/.exec(document?.spec.cluster?.version ?? "")?.[1]);
    const isOld = minor >= NEEDS_TWO.minor && engine.major < NEEDS_TWO.major;
    if (isOld && engine.name === "containerd")
      return warn(`containerd ${engine.version}`, {
        ...finding,
        code: "ENGINE_TOO_OLD",
        remedy: "Install containerd 2.0 or later before this version of Kubernetes.",
        why: "From Kubernetes 1.36 on the kubelet refuses older ones.",
      });
    if (engine.hasSystemdCgroup === false)
      return warn("its cgroups are not systemd's", {
        ...finding,
        code: "ENGINE_CGROUP_DRIVER",
        remedy: "Set SystemdCgroup = true for runc in containerd's config.toml, and restart it.",
        why: "With two keepers of cgroups pods are counted twice and killed under pressure.",
      });
    return pass(`${engine.name} ${engine.version}`, { evidence });
  },
});

type Told =
  | { readonly is: "answered" | "failed"; readonly text: string }
  | { readonly is: "missing"; readonly text: "" };

async function askEngine(
  host: HostView,
  socket: string,
  what: "info" | "version",
  signal: AbortSignal,
): Promise<Told> {
  const argv = ["crictl", "--runtime-endpoint", `unix://${socket}`, what] as const;
  const outcome = await host.probe(argv, { timeoutMs: 2500, signal });
  if (outcome.is === "missing") return { is: "missing", text: "" };
  if (outcome.is === "exited" && outcome.exitCode === 0)
    return { is: "answered", text: outcome.stdout };
  const said = outcome.is === "exited" ? sanitize(outcome.stderr).trim().slice(-120) : "";
  return { is: "failed", text: said === "" ? "it does not answer" : said };
}

/** crictl(1): `info` is JSON, with more of containerd than of others; `version` is lines. */
function engineOf(info: string, version: string) {
  const told = recordIn(readJson(info));
  const word = (name: string) =>
    sanitize(new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(version)?.[1] ?? "");
  const conditions = listIn(recordIn(told.status).conditions);
  const ready = conditions.find(({ type }) => type === "RuntimeReady");
  const number = word("RuntimeVersion").replace(/^v/, "");
  const reason = sanitize(String(ready?.reason ?? "it does not say that it is ready"));
  return {
    name: word("RuntimeName") || "engine",
    version: number || "of unknown version",
    major: Number(number.split(".")[0]),
    api: word("RuntimeApiVersion") || "unknown",
    isReady: ready?.status,
    why: ready?.status === true ? `speaks CRI ${word("RuntimeApiVersion")}` : reason,
    hasSystemdCgroup: systemdCgroupIn(told.config),
    lines: conditions.map(({ type, status }) => `${sanitize(String(type))}: ${String(status)}`),
  };
}

/** Of the runtime that is used unless told; `undefined`: this engine does not say. */
function systemdCgroupIn(config: unknown): boolean | undefined {
  const { runtimes, defaultRuntimeName } = recordIn(recordIn(config).containerd);
  const runtime = recordIn(recordIn(runtimes)[String(defaultRuntimeName)]);
  const found = isRecord(runtime.options) ? runtime.options.SystemdCgroup : undefined;
  return typeof found === "boolean" ? found : undefined;
}
