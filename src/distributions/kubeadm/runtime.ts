import { factOf, type HostView, knownValue } from "../../engine/index.ts";
import { KUBELET_CONFIG, KUBELET_FLAGS, KUBELET_INSTANCE } from "./paths.ts";

/** The container engine the kubelet of this host talks to. */
interface Runtime {
  /** `unix:///run/containerd/containerd.sock` */
  readonly socket: string;
  readonly unit: string;
}

const CONTAINERD: Runtime = {
  socket: "unix:///run/containerd/containerd.sock",
  unit: "containerd.service",
};

/** Units by a piece of the socket's path; Palette's agent mode brings an engine of its own. */
const UNITS: readonly (readonly [piece: string, unit: string])[] = [
  ["/spectro/", "spectro-containerd.service"],
  ["/crio/", "crio.service"],
  ["cri-dockerd", "cri-docker.service"],
];

/** Never assumed: flags win over the file of this node, and that over the file of the cluster. */
export async function observeRuntime(host: HostView): Promise<Runtime> {
  const [flags, instance, config] = await Promise.all(
    [KUBELET_FLAGS, KUBELET_INSTANCE, KUBELET_CONFIG].map((path) =>
      factOf(() => host.files.readText(path)),
    ),
  );
  const socket = [flags, instance, config]
    .map((text) => (text === undefined ? undefined : socketIn(knownValue(text) ?? "")))
    .find((found) => found !== undefined);
  if (socket === undefined) return CONTAINERD;
  const unit = UNITS.find(([piece]) => socket.includes(piece))?.[1] ?? CONTAINERD.unit;
  return { socket, unit };
}

function socketIn(text: string): string | undefined {
  return /(?:--container-runtime-endpoint=|containerRuntimeEndpoint: )"?(unix:[^\s"]+)/.exec(
    text,
  )?.[1];
}
