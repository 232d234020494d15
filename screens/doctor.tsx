import { Box } from "ink";
import { useEffect, useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { type DoctorSlice, doctorTitle, nothingFound } from "../src/session/index.ts";
import { wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Line, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu } from "./components/menu.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { Rule } from "./components/rule.tsx";
import { SidePane } from "./components/side-pane.tsx";
import { defineScreen } from "./define-screen.ts";
import { type DoctorRow, doctorRows, rowLines } from "./doctor-rows.ts";

export const doctor = defineScreen({
  id: "doctor",
  title: "Doctor",
  commands: [],
  Component: Doctor,
  isPopUp: true,
});

/** Known troubles, the likeliest first; the plan for one, where it is prepared. */
function Doctor() {
  const isThere = useSession(({ snapshot }) => snapshot !== null);
  return isThere ? <Patient /> : <Connecting />;
}

function Patient() {
  const slice = useSlice("doctor");
  const canAsk = useSession(({ access }) => access === "control");
  const [view, setView] = useRemembered("doctor.view", "list");
  const { send } = useActions();
  const look = () => void send({ do: "examine" });
  const isNew = slice === undefined && canAsk;
  useEffect(() => {
    if (isNew) void send({ do: "examine" });
  }, [isNew, send]);
  if (view === "list") return <Findings slice={slice} look={look} onPlan={() => setView("plan")} />;
  return (
    <PlanAndRun
      title="Doctor"
      form="doctor"
      shows={view === "plan" ? "plan" : "run"}
      onApproved={() => setView("run")}
      onBack={() => {
        // What was mended shows in the next look alone.
        if (view === "run") look();
        setView("list");
      }}
    />
  );
}

interface FindingsProps {
  readonly slice: DoctorSlice | undefined;
  readonly look: () => void;
  readonly onPlan: () => void;
}

function Findings({ slice, look, onPlan }: FindingsProps) {
  const { send } = useActions();
  const { width } = useLayout();
  const [isWhole, setWhole] = useState(false);
  const rows = slice?.report === undefined ? [] : doctorRows(slice.report);
  const [highlighted] = useRemembered("menu:doctor", rows[0]?.value ?? "");
  const current = rows.find(({ value }) => value === highlighted) ?? rows[0];
  const plan = async (symptom: string) => {
    const params = { symptom };
    const answer = await send({ do: "plan-operation", operation: "mend", params });
    if (answer.is === "planned") onPlan();
  };
  const mends = current?.mends;
  useCommands({
    ...(slice?.state === "running" ? {} : { "check-again": look }),
    ...(mends === undefined ? {} : { mend: () => void plan(mends) }),
    ...(isWhole ? { back: { run: () => setWhole(false), label: "back" } } : {}),
  });
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Doctor"), `   ${doctorTitle(slice, width - 9)}`]} />
      <Rule />
      {isWhole && current !== undefined ? (
        <Whole row={current} onClose={() => setWhole(false)} />
      ) : (
        <ListAndDetails {...{ slice, rows, current }} onOpen={() => setWhole(true)} />
      )}
    </Box>
  );
}

/** Every word about one row, however many lines that takes. */
function Whole({ row, onClose }: { readonly row: DoctorRow; readonly onClose: () => void }) {
  const { bodyRows, width } = useLayout();
  return (
    <Menu
      id={`doctor:${row.value}`}
      rows={bodyRows - 2}
      verb="back"
      items={rowLines(row, width - 2).map((spans, at) => ({ value: String(at), spans }))}
      onSelect={onClose}
    />
  );
}

/** Of the list, where the details stand below it. */
const MOST_ROWS = 7;

interface ListAndDetailsProps {
  readonly slice: DoctorSlice | undefined;
  readonly rows: readonly DoctorRow[];
  readonly current: DoctorRow | undefined;
  readonly onOpen: () => void;
}

/** Evidence and fix beside the list where there is room, else under it. */
function ListAndDetails({ slice, rows, current, onOpen }: ListAndDetailsProps) {
  const { bodyRows, width, side } = useLayout();
  const said = wordsAbove(slice).flatMap((text) => wrap(text, width));
  const room = bodyRows - 2 - said.length;
  const listRows = side === null ? Math.min(rows.length, MOST_ROWS) : room;
  const detailRows = side === null ? room - listRows - 1 : room;
  const details = current === undefined ? [] : rowLines(current, side?.width ?? width);
  const list = <Menu id="doctor" rows={listRows} verb="details" items={rows} onSelect={onOpen} />;
  return (
    <>
      {said.map((text) => (
        <Line key={text} spans={[text]} />
      ))}
      {side !== null && rows.length > 0 && (
        <SidePane rows={room} side={<Lines lines={details} rows={room} />}>
          {list}
        </SidePane>
      )}
      {side === null && rows.length > 0 && (
        <>
          {list}
          <Rule />
          <Lines lines={details} rows={detailRows} />
        </>
      )}
    </>
  );
}

const NEVER = [
  "Press r to look for known troubles: services, files, mounts, names, clock, journals. It only",
  "looks, needs no network, and changes nothing.",
];
const LOOKING = "It only looks, and changes nothing. What does not answer costs its time-out only.";

/** What has to be said before the list, or in its place. */
function wordsAbove(slice: DoctorSlice | undefined): readonly string[] {
  if (slice === undefined) return [NEVER.join(" ")];
  const { report, state } = slice;
  if (report === undefined) return [LOOKING];
  return report.findings.length === 0 && state === "finished" ? [nothingFound(report), ""] : [];
}
