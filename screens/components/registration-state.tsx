import { Box } from "ink";
import { useState } from "react";
import type { ScreenTime } from "../../hooks/screen-time.ts";
import { useActions, useSession, useSlice } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useTime } from "../../hooks/use-time.ts";
import { formatClock, formatCountdown, formatDuration } from "../../src/quantity/index.ts";
import { methodOf } from "../../src/registration/index.ts";
import {
  carriesFiles,
  type RegistrationAction,
  registrationActions,
  type Snapshot,
} from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { MODE_WORDS, REGISTRATION_TAGS } from "../overview-rows.ts";
import { Dialog } from "./dialog.tsx";
import { errorLines } from "./error-lines.ts";
import { Blank, type Span, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { nextTryText, sentence } from "./progress.ts";
import { QrCells, useQr } from "./qr.tsx";
import { tag } from "./tag.ts";

interface RegistrationStateProps {
  readonly view: Snapshot["registration"];
  readonly onForm: () => void;
  readonly onFiles: () => void;
}

const TEXT_WIDTH = 36;
const LABEL_WIDTH = 14;

/** Where the registration stands: the code big enough to be right, and what happens next. */
export function RegistrationState(props: RegistrationStateProps) {
  const { width, bodyRows } = useLayout();
  const { view } = props;
  const { approval } = view;
  const isScanned = view.state === "pending" && methodOf(view.method).shows === "qr-and-code";
  const qr = useQr(isScanned ? approval?.verificationUriComplete : undefined, {
    columns: width - TEXT_WIDTH - 2,
    rows: bodyRows,
  });
  if (qr.is === "cells") {
    return (
      <Box>
        <QrCells layout={qr} />
        <Box flexDirection="column" marginLeft={2}>
          <StateText {...props} width={width - qr.columns - 2} />
        </Box>
      </Box>
    );
  }
  return (
    <Box flexDirection="column">
      <StateText {...props} width={width} reason={qr.reason} />
    </Box>
  );
}

const FILES: RegistrationAction = { value: "files", label: "Files to carry: request and answer" };

interface StateTextProps extends RegistrationStateProps {
  readonly width: number;
  /** Why there is no QR code. */
  readonly reason?: string;
}

function StateText({ view, width, reason = "", onForm, onFiles }: StateTextProps) {
  const { send } = useActions();
  const [asked, ask] = useState<RegistrationAction>();
  const edgeId = useSlice("host")?.edgeId ?? null;
  const { bodyRows } = useLayout();
  const isWaiting = view.approval !== undefined || view.nextTryMs !== undefined;
  const time = useTime(isWaiting);
  const hasFiles = useSession(({ snapshot }) => snapshot !== null && carriesFiles(snapshot));
  const actions = [...registrationActions(view), ...(hasFiles ? [FILES] : [])];
  const lines: readonly (readonly Span[])[] = [
    [
      tag(REGISTRATION_TAGS[view.state]),
      " ",
      strong("Registration"),
      `   ${MODE_WORDS[view.state]}`,
    ],
    ...(view.problem === undefined
      ? wrap(sentence(view.message), width).map((text) => [text])
      : []),
    [],
    ...idLines(edgeId?.shown, width),
    ...approvalLines(view, time, width),
    ...approvedLines(view, time),
    ...(view.nextTryMs === undefined
      ? []
      : [[`${nextWords(view.state)} ${nextTryText(view.nextTryMs, time)}`]]),
    ...(reason === "" ? [] : ["", ...wrap(reason, width)].map((text) => [text])),
    ...(view.problem === undefined ? [] : [[], ...errorLines(view.problem, width)]),
  ];
  if (asked !== undefined) return <CostQuestion action={asked} onClose={() => ask(undefined)} />;
  return (
    <>
      <Lines lines={lines} rows={bodyRows - 1 - actions.length} width={width} />
      <Blank />
      <Menu
        id={`registration:${view.state}`}
        rows={actions.length}
        width={width}
        verb="do it"
        items={actions.map(({ value, label }) => ({ value, spans: [label] }))}
        onSelect={(value) => {
          const action = actions.find((one) => one.value === value);
          if (value === FILES.value) onFiles();
          else if (action?.command === undefined) onForm();
          else if (action.costs !== undefined) ask(action);
          else void send(action.command);
        }}
      />
    </>
  );
}

interface CostQuestionProps {
  readonly action: RegistrationAction;
  readonly onClose: () => void;
}

function CostQuestion({ action, onClose }: CostQuestionProps) {
  const { send } = useActions();
  return (
    <Dialog
      id="registration"
      question={`${action.label}?`}
      explains={action.costs ?? []}
      answers={[
        { value: "stay", label: "No, stay registered" },
        { value: "go", label: action.label },
      ]}
      onAnswer={(value) => {
        onClose();
        if (value === "go" && action.command !== undefined) void send(action.command);
      }}
      onClose={onClose}
    />
  );
}

/** On a narrow column label and value stand on lines of their own. */
function labelled(label: string, value: string, width: number): readonly Span[][] {
  if (LABEL_WIDTH + value.length <= width) return [[label.padEnd(LABEL_WIDTH), strong(value)]];
  return [[label], ...wrap(value, width - 2).map((text) => ["  ", strong(text)])];
}

/** What happens by itself, and when: nobody has to press anything. */
function nextWords(state: Snapshot["registration"]["state"]): string {
  if (state === "active" || state === "approved") return "Next report";
  return state === "pending" ? "Asks the plane again" : "Tries again";
}

function idLines(shown: string | undefined, width: number): readonly Span[][] {
  if (shown === undefined) return [];
  if (LABEL_WIDTH + shown.length <= width) return labelled("Edge ID", shown, width);
  return [["Edge ID"], ...wrapId(shown, width - 2).map((text) => ["  ", strong(text)])];
}

/** Read out over the phone group by group: a line ends after a group, never inside one. */
export function wrapId(shown: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const group of shown.split(/(?<=-)/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + group.length > width) lines.push(group);
    else lines[lines.length - 1] = last + group;
  }
  return lines;
}

function approvalLines(
  { approval, fingerprint }: Snapshot["registration"],
  time: ScreenTime,
  width: number,
): readonly Span[][] {
  if (approval === undefined) return [];
  const { verificationUri, userCode, expiresMs } = approval;
  const left =
    expiresMs === undefined
      ? undefined
      : `${formatCountdown(time.until(expiresMs))} left, until ${formatClock(expiresMs)}`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Open", verificationUri],
    ["Code", userCode],
    ["Valid", left],
    ["Fingerprint", fingerprint],
  ];
  return rows.flatMap(([label, value]) =>
    value === undefined ? [] : labelled(label, value, width),
  );
}

type View = Snapshot["registration"];

function approvedLines(
  { hostUid, project, lastHeartbeatMs, plane, fingerprint, approval, desired }: View,
  time: ScreenTime,
): readonly Span[][] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Plane", approval === undefined ? plane : undefined],
    ["Host UID", hostUid],
    ["Project", project],
    ["Fingerprint", approval === undefined ? fingerprint : undefined],
    [
      "Desired state",
      desired === undefined ? undefined : `revision ${desired.revision}, with the plane or without`,
    ],
    [
      "Last report",
      lastHeartbeatMs === undefined
        ? undefined
        : `${formatClock(lastHeartbeatMs)}, ${formatDuration(time.since(lastHeartbeatMs))} ago`,
    ],
  ];
  return rows.flatMap(([label, value]) =>
    value === undefined ? [] : [[label.padEnd(LABEL_WIDTH), strong(value)]],
  );
}
