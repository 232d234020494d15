/** The nodes of a made-up cluster, and what its API server says of them: lists in pages, and watches. */
export interface NodesModel {
  put(name: string, wish?: NodeWish): void;
  remove(name: string): void;
  /** Forgets what was before: older versions and lists that were begun are too old. */
  compact(): void;
  /** Tells every watcher the present version. */
  bookmark(): void;
  /** Names, and whether each is ready and takes pods: what a list says now. */
  told(): readonly string[];
  list(parameters: URLSearchParams): ModelAnswer;
  /** `tell` gets lines with their end until the returned function is called. */
  watch(parameters: URLSearchParams, tell: (line: string) => void): ModelAnswer | (() => void);
}

export interface NodeWish {
  readonly isReady?: boolean;
  readonly isCordoned?: boolean;
  readonly hasMemory?: boolean;
}

export interface ModelAnswer {
  readonly status: number;
  readonly body: object;
}

interface Event {
  readonly seq: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Named;
}

interface Named {
  readonly metadata: { readonly name: string };
}

export interface ModelOptions {
  /** Of what a real node has besides: images, annotations. */
  readonly ballastBytes?: number;
  /** What is too old is said in the watch, not by its status. */
  readonly isGoneInside?: () => boolean;
}

export function createNodesModel(options: ModelOptions = {}): NodesModel {
  const { ballastBytes = 0, isGoneInside = () => false } = options;
  const nodes = new Map<string, Named>();
  const lists = new Map<string, readonly Named[]>();
  const watchers = new Set<(event: string) => void>();
  const ballast = "x".repeat(ballastBytes);
  let history: Event[] = [];
  let seq = 0;
  let oldest = 0;

  function happened(type: Event["type"], object: Named): void {
    const event = { seq, type, object };
    history.push(event);
    for (const tell of watchers) tell(lineOf(event));
  }

  function page(items: readonly Named[], version: string, limit: number): ModelAnswer {
    const [now, later] = [items.slice(0, limit), items.slice(limit)];
    const token = later.length === 0 ? "" : `${version}/${later.length}`;
    if (later.length > 0) lists.set(token, later);
    const metadata = { resourceVersion: version, continue: token };
    return { status: 200, body: { kind: "NodeList", apiVersion: "v1", metadata, items: now } };
  }

  return {
    put(name, wish = {}) {
      const type = nodes.has(name) ? "MODIFIED" : "ADDED";
      seq += 1;
      const object = nodeObject({ name, wish, version: versionOf(seq), ballast });
      nodes.set(name, object);
      happened(type, object);
    },
    remove(name) {
      const node = nodes.get(name);
      if (node === undefined) return;
      seq += 1;
      nodes.delete(name);
      const metadata = { ...node.metadata, resourceVersion: versionOf(seq) };
      happened("DELETED", { ...node, metadata });
    },
    compact() {
      oldest = seq;
      history = [];
      lists.clear();
    },
    bookmark() {
      const metadata = { resourceVersion: versionOf(seq) };
      const object = { kind: "Node", apiVersion: "v1", metadata };
      for (const tell of watchers) tell(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
    },
    told: () => [...nodes.values()].map(toldOf).toSorted(),
    list(parameters) {
      const token = parameters.get("continue");
      const limit = Number(parameters.get("limit") ?? Number.POSITIVE_INFINITY);
      if (token === null) return page([...nodes.values()], versionOf(seq), limit);
      const rest = lists.get(token);
      if (rest === undefined) return { status: 410, body: GONE };
      return page(rest, token.slice(0, token.indexOf("/")), limit);
    },
    watch(parameters, tell) {
      const from = seqOf(parameters.get("resourceVersion") ?? "");
      if (from < oldest) {
        if (!isGoneInside()) return { status: 410, body: GONE };
        tell(`${JSON.stringify({ type: "ERROR", object: GONE })}\n`);
        return () => undefined;
      }
      for (const event of history.filter((found) => found.seq > from)) tell(lineOf(event));
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
  };
}

/** What `told` says, of one object. */
function toldOf(object: Named): string {
  // Every object of this model was made by `nodeObject`.
  const { spec, status } = object as unknown as ReturnType<typeof nodeObject>;
  const ready = status.conditions.find(({ type }) => type === "Ready")?.status;
  return `${object.metadata.name} ${ready} ${spec.unschedulable === true}`;
}

/** No number, so that nobody takes it for one. */
const versionOf = (seq: number) => `rv-${seq}-of-90071992547409931`;
const seqOf = (version: string) => Number(/^rv-(\d+)-of-/.exec(version)?.[1] ?? Number.NaN);
const lineOf = ({ type, object }: Event) => `${JSON.stringify({ type, object })}\n`;

const GONE = {
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  message: "too old resource version",
  reason: "Expired",
  code: 410,
};

interface ObjectWish {
  readonly name: string;
  readonly wish: NodeWish;
  readonly version: string;
  readonly ballast: string;
}

function nodeObject({ name, wish, version, ballast }: ObjectWish) {
  const { isReady = true, isCordoned = false, hasMemory = true } = wish;
  const condition = (type: string, isOn: boolean, reason: string) => ({
    type,
    status: isOn ? "True" : "False",
    reason,
    message: `said by the kubelet of ${name}`,
    lastHeartbeatTime: "2026-01-01T00:05:00Z",
    lastTransitionTime: "2026-01-01T00:00:00Z",
  });
  return {
    kind: "Node",
    apiVersion: "v1",
    metadata: {
      name,
      resourceVersion: version,
      labels: { "node-role.kubernetes.io/worker": "true", "kubernetes.io/hostname": name },
      annotations: { ballast },
    },
    spec: isCordoned ? { unschedulable: true } : {},
    status: {
      addresses: [{ type: "InternalIP", address: "10.0.0.1" }],
      conditions: [
        condition("MemoryPressure", !hasMemory, "KubeletHasSufficientMemory"),
        condition("DiskPressure", false, "KubeletHasNoDiskPressure"),
        condition("PIDPressure", false, "KubeletHasSufficientPID"),
        condition("NetworkUnavailable", false, "FlannelIsUp"),
        condition("Ready", isReady, isReady ? "KubeletReady" : "KubeletNotReady"),
      ],
      nodeInfo: { kubeletVersion: "v1.33.4+k3s1" },
    },
  };
}
