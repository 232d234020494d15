import { Box } from "ink";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useNow } from "../hooks/use-now.ts";
import type { ClusterObservation } from "../src/distributions/index.ts";
import { formatClock, formatDuration } from "../src/quantity/index.ts";
import type { Snapshot } from "../src/session/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Blank, Line, type Span, strong, toned } from "./components/line.tsx";
import { Rule } from "./components/rule.tsx";
import { Table } from "./components/table.tsx";
import { defineScreen } from "./define-screen.ts";
import {
  apiText,
  datastoreHeading,
  memberCells,
  nodeCells,
  nodeRemarks,
  nodesHeading,
  rebootAdvice,
  statusSentence,
  unitText,
} from "./status-rows.ts";

export const status = defineScreen({
  id: "status",
  title: "Status",
  commands: ["refresh"],
  Component: Status,
  mark: ({ conditions, cluster }) =>
    cluster?.installed.is === "known" &&
    conditions.some(({ type, status: is }) => type === "Ready" && is !== "True")
      ? "!"
      : "",
});

function Status() {
  const { send } = useActions();
  const snapshot = useSession((state) => state.snapshot);
  useCommands({ refresh: () => void send({ do: "refresh" }) });
  if (snapshot === null) return <Connecting />;
  return snapshot.cluster === null ? (
    <Nothing />
  ) : (
    <Seen snapshot={snapshot} seen={snapshot.cluster} />
  );
}

function Nothing() {
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Status"), "   no cluster on this host"]} />
      <Rule />
      <Line spans={["There is nothing to watch yet. Create a cluster on the Cluster screen."]} />
    </Box>
  );
}

function Seen(props: { readonly snapshot: Snapshot; readonly seen: ClusterObservation }) {
  const { snapshot, seen } = props;
  const name = snapshot.document.effective.spec.cluster?.name;
  const version = seen.installed.is === "known" ? ` ${seen.installed.value.version}` : "";
  const what = `${name === undefined ? "" : `${name} `}(${seen.distribution}${version})`;
  return (
    <Box flexDirection="column">
      <Line
        spans={[strong("Status"), `   ${what}   `, statusSentence(seen, snapshot.conditions)]}
      />
      <Rule />
      <Line spans={["API        ", apiText(seen)]} />
      <Line spans={["Service    ", unitText(seen)]} />
      <Pods seen={seen} />
      <Blank />
      <Datastore seen={seen} />
      <Blank />
      <Nodes seen={seen} />
      <Blank />
      <Line spans={[strong("Reboot now?"), "   this host: ", rebootAdvice(seen)]} />
      <Age seen={seen} />
    </Box>
  );
}

function Pods({ seen }: { readonly seen: ClusterObservation }) {
  const { pods, certificateEndsMs: ends } = seen;
  const nowMs = useNow(false);
  const running =
    pods.is === "known" ? `${pods.value.running} of ${pods.value.total} running` : "cannot tell";
  const left =
    ends.is === "known" ? `   certificates valid for ${formatDuration(ends.value - nowMs)}` : "";
  return <Line spans={[`Pods       ${running}${left}`]} />;
}

const MEMBER_COLUMNS = [
  { title: "Member", width: 24 },
  { title: "Address", width: 20 },
  { title: "Role", width: 8 },
  { title: "State", width: 11 },
  { title: "Answer", width: 8 },
];

function Datastore({ seen: { datastore } }: { readonly seen: ClusterObservation }) {
  const { bodyRows } = useLayout();
  if (datastore.is !== "known") {
    const text = datastore.is === "absent" ? "none yet" : `cannot tell: ${datastore.why}`;
    return <Line spans={[strong("Datastore"), `   ${text}`]} />;
  }
  return (
    <>
      <Line spans={[strong(datastoreHeading(datastore.value))]} />
      {datastore.value.members.length > 1 && (
        <Table
          columns={MEMBER_COLUMNS}
          rows={memberCells(datastore.value)}
          height={Math.max(4, bodyRows - 14)}
        />
      )}
    </>
  );
}

const NODE_COLUMNS = [
  { title: "Node", width: 24 },
  { title: "State", width: 8 },
  { title: "Version", width: 13 },
  { title: "Roles", width: 13 },
  { title: "Address", width: 13 },
];

function Nodes({ seen: { nodes } }: { readonly seen: ClusterObservation }) {
  const { bodyRows } = useLayout();
  if (nodes.is !== "known") {
    const text = nodes.is === "absent" ? "none yet" : `cannot tell: ${nodes.why}`;
    return <Line spans={[strong("Nodes"), `   ${text}`]} />;
  }
  return (
    <>
      <Line spans={[strong(nodesHeading(nodes.value))]} />
      <Table
        columns={NODE_COLUMNS}
        rows={nodeCells(nodes.value)}
        height={Math.max(4, bodyRows - 14)}
      />
      {nodeRemarks(nodes.value)
        .slice(0, 3)
        .map((text) => (
          <Line key={text} spans={[text]} />
        ))}
    </>
  );
}

const OLD_MS = 15_000;

function Age({ seen }: { readonly seen: ClusterObservation }) {
  const nowMs = useNow();
  const age = Math.max(0, nowMs - seen.atMs);
  const shown = age < 1000 ? "under 1 s" : formatDuration(Math.floor(age / 1000) * 1000);
  const text = `Looked at ${formatClock(seen.atMs)}, ${shown} ago`;
  const line: Span = age > OLD_MS ? toned(`${text}: OLD`, "warn") : text;
  const evidence = seen.lastEvidence === undefined ? "" : `   ${seen.lastEvidence}`;
  return <Line spans={[line, evidence]} />;
}
