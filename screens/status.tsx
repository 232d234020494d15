import { Box } from "ink";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useStores } from "../hooks/use-stores.ts";
import { useTime } from "../hooks/use-time.ts";
import type { StoreReport } from "../src/datastore/index.ts";
import { type ClusterObservation, distributionTitle } from "../src/distributions/index.ts";
import { formatClock, formatDuration } from "../src/quantity/index.ts";
import type { Snapshot } from "../src/session/index.ts";
import { advisePower } from "../src/status/index.ts";
import { padCells } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Blank, Line, type Span, strong, toned } from "./components/line.tsx";
import { Rule } from "./components/rule.tsx";
import { Table } from "./components/table.tsx";
import { defineScreen } from "./define-screen.ts";
import { shareRows, statusRoom } from "./status-room.ts";
import {
  conditionCells,
  essentialRows,
  nodeCells,
  nodeRemarks,
  nodesHeading,
  rebootAdvice,
  serviceRows,
  statusSentence,
  troubledFirst,
} from "./status-rows.ts";
import {
  memberCells,
  storeHeading,
  storeReason,
  storesRisk,
  storesSentence,
} from "./store-rows.ts";

export const status = defineScreen({
  id: "status",
  title: "Status",
  commands: ["refresh", "choose", "next-action"],
  Component: Status,
  mark: ({ conditions, cluster }) =>
    cluster?.installed.is === "known" &&
    conditions.some(({ type, status: is }) => type === "Ready" && is !== "True")
      ? "!"
      : "",
});

function Status() {
  const { send, popUp } = useActions();
  const snapshot = useSession((state) => state.snapshot);
  const hasMembers = snapshot?.cluster != null || snapshot?.stores?.practice !== undefined;
  const hasStores =
    snapshot?.stores?.own.is === "known" || snapshot?.stores?.practice !== undefined;
  useCommands({
    refresh: () => void send({ do: "refresh" }),
    ...(hasMembers ? { choose: { run: () => popUp("members"), label: "members" } } : {}),
    ...(hasStores ? { "next-action": () => popUp("advice") } : {}),
  });
  if (snapshot === null) return <Connecting />;
  return snapshot.cluster === null ? (
    <Nothing />
  ) : (
    <Seen snapshot={snapshot} seen={snapshot.cluster} />
  );
}

function Nothing() {
  const { practice = [] } = useStores();
  const { bodyRows } = useLayout();
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Status"), "   no cluster on this host"]} />
      <Rule />
      <Line spans={["There is nothing to watch yet. Create a cluster on the Cluster screen."]} />
      {practice.length > 0 && <Blank />}
      <Stores all={practice} rows={bodyRows - 4 - headingRows(practice)} />
    </Box>
  );
}

function Seen(props: { readonly snapshot: Snapshot; readonly seen: ClusterObservation }) {
  const { snapshot, seen } = props;
  const { conditions } = snapshot;
  const { clock } = useActions();
  const { bodyRows, side } = useLayout();
  const rows = serviceRows(seen, { nowMs: useTime(false).nowMs, vitals: snapshot.vitals });
  const stores = useStores();
  const all = [...(stores.own.is === "known" ? stores.own.value : []), ...(stores.practice ?? [])];
  const untold = storesSentence(stores.own);
  const nodes = seen.nodes.is === "known" ? seen.nodes.value : [];
  const remarks = nodeRemarks(nodes);
  const headings = 5 + headingRows(all) + (untold === undefined ? 0 : 1);
  const memberRows = all.map(tableRows).reduce((sum, rows) => sum + rows, 0);
  const nodeRows = nodes.length > 0 ? nodes.length + 1 : 0;
  const isTight = headings + rows.length + memberRows + nodeRows > bodyRows;
  const services = isTight ? essentialRows(rows) : rows;
  const fixed = headings + services.length;
  const wanted = { memberRows, nodeRows, remarks: remarks.length };
  const room = statusRoom({ rows: bodyRows, fixed, ...wanted });
  const gap = room.isAiry && <Blank />;
  const used = fixed + room.memberRows + room.nodeRows + room.remarks + (room.isAiry ? 3 : 0);
  const risk = storesRisk(stores.own);
  const sentence = statusSentence(seen, { conditions, ...(risk !== undefined && { risk }) });
  const advice = rebootAdvice(advisePower({ ...snapshot, stores }, clock.nowMs()));
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Status"), `   ${clusterTitle(snapshot, seen)}   `, sentence]} />
      <Rule />
      {services.map(([label, text]) => (
        <Line key={label} spans={[padCells(label, LABEL_WIDTH), text]} />
      ))}
      {gap}
      {untold !== undefined && <Line spans={[strong(untold)]} />}
      <Stores all={all} rows={room.memberRows} />
      {gap}
      <Line spans={[strong(nodesHeading(seen))]} />
      {room.nodeRows > 0 && (
        <Table
          columns={NODE_COLUMNS}
          rows={troubledFirst(nodes)}
          cells={nodeCells}
          height={room.nodeRows}
        />
      )}
      {remarks.slice(0, room.remarks).map((text) => (
        <Line key={text} spans={[text]} />
      ))}
      {gap}
      <Line spans={[strong("Reboot now?"), "   ", advice]} />
      <Age seen={seen} />
      {side !== null && <Conditions all={conditions} rows={bodyRows - used} />}
    </Box>
  );
}

/** Of one store: its heading stands apart, a single copy has no table. */
function tableRows({ members }: StoreReport): number {
  return members.length > 1 ? members.length + 1 : 0;
}

/** Headings, and the reasons of verdicts that are not good. */
function headingRows(stores: readonly StoreReport[]): number {
  return stores.length + stores.filter((store) => storeReason(store) !== undefined).length;
}

interface StoresProps {
  readonly all: readonly StoreReport[];
  /** Lines for the members of all together. */
  readonly rows: number;
}

/** One block for each store: verdict, then who holds it. */
function Stores({ all, rows }: StoresProps) {
  const time = useTime(all.some(({ members }) => members.some(({ reach }) => reach !== "online")));
  const shares = shareRows(all.map(tableRows), rows);
  return all.map((store, index) => (
    <Box key={store.id} flexDirection="column">
      <Line spans={storeHeading(store)} />
      <Reason of={store} />
      {(shares[index] ?? 0) > 0 && (
        <Table
          columns={MEMBER_COLUMNS}
          rows={store.members}
          cells={memberCells(store, time.since)}
          height={shares[index] ?? 0}
        />
      )}
    </Box>
  ));
}

function Reason({ of }: { readonly of: StoreReport }) {
  const reason = storeReason(of);
  return reason !== undefined && <Line spans={[reason]} />;
}

/** `rack12 (K3s 1.35.3+k3s1)` */
function clusterTitle({ document }: Snapshot, seen: ClusterObservation): string {
  const name = document.effective.spec.cluster?.name;
  const version =
    seen.installed.is === "known" ? ` ${seen.installed.value.version.replace(/^v(?=\d)/, "")}` : "";
  const what = `(${distributionTitle(seen.distribution)}${version})`;
  return name === undefined ? what : `${name} ${what}`;
}

const LABEL_WIDTH = 11;

const MEMBER_COLUMNS = [
  { title: "Member", width: 20 },
  { title: "Address", width: 17 },
  { title: "Role", width: 10 },
  { title: "State", width: 16 },
  { title: "Answer", width: 8 },
];

const NODE_COLUMNS = [
  { title: "Node", width: 21 },
  { title: "State", width: 8 },
  { title: "Version", width: 14 },
  { title: "Roles", width: 13 },
  { title: "Address", width: 15 },
];

interface ConditionsProps {
  readonly all: Snapshot["conditions"];
  readonly rows: number;
}

/** On a large screen: what the sentence above was made of. */
function Conditions({ all, rows }: ConditionsProps) {
  if (all.length === 0 || rows < 4) return null;
  return (
    <>
      <Blank />
      <Table columns={CONDITION_COLUMNS} rows={all} cells={conditionCells} height={rows - 1} />
    </>
  );
}

const CONDITION_COLUMNS = [
  { title: "Condition", width: 24 },
  { title: "Is", width: 8 },
  { title: "Because", width: 30 },
];

const OLD_MS = 15_000;

function Age({ seen }: { readonly seen: ClusterObservation }) {
  const time = useTime();
  const age = time.since(seen.atMs);
  const shown = age < 1000 ? "under 1 s" : formatDuration(Math.floor(age / 1000) * 1000);
  const isRecent = time.isCoarse && age < 10_000;
  const text = isRecent
    ? "Looked at under 10 s ago"
    : `Looked at ${formatClock(seen.atMs)}, ${shown} ago`;
  const line: Span = age > OLD_MS ? toned(`${text}: OLD`, "warn") : text;
  return <Line spans={[line]} />;
}
