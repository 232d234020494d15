import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useStores } from "../hooks/use-stores.ts";
import { useTime } from "../hooks/use-time.ts";
import type { Snapshot } from "../src/session/index.ts";
import { type Subject, subjectsOf } from "../src/status/index.ts";
import { fitCells } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Line, type Span, strong, toned } from "./components/line.tsx";
import { MemberPage } from "./components/member-page.tsx";
import { Menu } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";
import { memberCells, namedHere } from "./store-rows.ts";

export const members = defineScreen({
  id: "members",
  title: "Members",
  commands: [],
  Component: Members,
  isPopUp: true,
});

function Members() {
  const snapshot = useSession((state) => state.snapshot);
  return snapshot === null ? <Connecting /> : <Listed snapshot={snapshot} />;
}

/** Every member of every store and every node, to look at one by one. */
function Listed({ snapshot }: { readonly snapshot: Snapshot }) {
  const { bodyRows } = useLayout();
  const [chosen, choose] = useState<string | null>(null);
  const subjects = subjectsOf(snapshot.cluster, useStores());
  const time = useTime(chosen === null && subjects.some(isAway));
  const subject = subjects.find(({ id }) => id === chosen);
  useCommands(subject === undefined ? {} : { back: { run: () => choose(null), label: "back" } });
  if (subject !== undefined) return <MemberPage subject={subject} onClose={() => choose(null)} />;
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Members"), "   of the stores, and nodes of the cluster"]} />
      <Rule />
      {subjects.length === 0 && <Line spans={["There is none yet."]} />}
      <Menu
        id="members"
        rows={bodyRows - 2}
        verb="details"
        items={subjects.map((each) => ({ value: each.id, spans: () => rowOf(each, time.since) }))}
        onSelect={choose}
      />
    </Box>
  );
}

/** Then how long it is away is counted on the screen. */
function isAway(subject: Subject): boolean {
  return subject.is === "member" && subject.member.reach !== "online";
}

const WIDTHS = { name: 24, role: 10, state: 18 } as const;

type Since = (epochMs: number) => number;

/** Who, what part it has, whether it answers, and of what. */
function rowOf(subject: Subject, since: Since): readonly Span[] {
  const [name = "", , role = "", state = ""] =
    subject.is === "member"
      ? memberCells(subject.store, since)(subject.member)
      : nodeCells(subject);
  const of = subject.is === "member" ? subject.store.title : subject.node.version;
  const gap = "  ";
  return [
    ...[toWidth(name, WIDTHS.name), gap, toWidth(role, WIDTHS.role), gap],
    ...[toWidth(state, WIDTHS.state), gap, of],
  ];
}

const READY = {
  True: toned("Ready", "ok"),
  False: toned("NotReady", "fail"),
  Unknown: toned("Unknown", "warn"),
} as const;

function nodeCells({ name, isThisHost, node }: Extract<Subject, { is: "node" }>): readonly Span[] {
  return [namedHere({ name, isThisHost }, WIDTHS.name), "", "node", READY[node.ready]];
}

function toWidth(span: Span, width: number): Span {
  if (typeof span === "string") return fitCells(span, width);
  return { ...span, text: fitCells(span.text, width) };
}
