import { formatCountdown } from "../../quantity/index.ts";
import type { RegistrationState, RegistrationView } from "../../registration/index.ts";
import { carriesFiles, type RegistrationAction, registrationActions } from "../../session/index.ts";
import { follow, wasInterrupted } from "../follow.ts";
import { createRegistrationPrinter } from "../render-registration.ts";
import { visitCarriedFiles } from "./carried-files.ts";
import { choose, confirm, type Option } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { canDrawQr, showQr } from "./qr-picture.ts";
import { askRegistration } from "./registration-form.ts";

const FRESH: ReadonlySet<RegistrationState> = new Set(["unconfigured", "local"]);
/** Approved is only half of it: the first report proves that the way back works. */
const IN_PROGRESS: ReadonlySet<RegistrationState> = new Set([
  ...(["contacting", "reachable", "enrolling", "pending", "approved"] as const),
]);
const FILES = "Files to carry: request and answer";

/** What ends something: there is nothing to wait for after it. */
const ENDING: ReadonlySet<string> = new Set(["register-cancel", "go-local"]);

/** The form while nothing is asked of any plane; else where it stands, and what can be done. */
export async function visitRegistration(desk: Desk): Promise<void> {
  const { talk } = desk;
  const { registration } = seen(desk);
  if (FRESH.has(registration.state)) {
    talk.say(`Registration: ${registration.state}. ${registration.message}`);
    if ((await askRegistration(desk)) !== "sent") return;
    await waitForPlane(desk, registration);
  } else showState(desk);
  for (;;) {
    const answer = await offer(desk);
    if (answer === undefined || answer === "leave") return;
    await follows(desk, answer);
    if (FRESH.has(seen(desk).registration.state)) return;
  }
}

async function follows(desk: Desk, answer: string): Promise<void> {
  const before = seen(desk).registration;
  if (answer === "wait") return waitForPlane(desk, undefined);
  if (answer === "files") return visitCarriedFiles(desk);
  if (answer === "picture") return showQr(desk);
  if (answer === "form") {
    if ((await askRegistration(desk)) === "sent") await waitForPlane(desk, before);
    return;
  }
  const action = registrationActions(before).find(({ value }) => value === answer);
  if (action?.command === undefined) return;
  if (!(await isMeant(desk, action))) return;
  const done = await act(desk, action.command);
  if (done.is === "refused" || ENDING.has(action.command.do)) return;
  await waitForPlane(desk, before);
}

/** What it costs is said first, and then a number alone does not do it. */
async function isMeant(
  { talk }: Desk,
  { label, costs = [] }: RegistrationAction,
): Promise<boolean> {
  for (const cost of costs) talk.say(cost);
  const help = ["Nothing that was typed is lost; the host can be registered again later."];
  return costs.length === 0 || confirm(talk, { to: label.toLowerCase(), help });
}

async function offer(desk: Desk): Promise<string | undefined> {
  const view = seen(desk).registration;
  const isWaiting = IN_PROGRESS.has(view.state);
  const options: readonly Option<string>[] = [
    { value: "leave", label: "Back to the menu" },
    ...(isWaiting ? [{ value: "wait", label: "Wait here for the plane" }] : []),
    ...(canDrawQr(desk) ? [{ value: "picture", label: "Draw the QR code with letters" }] : []),
    ...registrationActions(view),
    ...(carriesFiles(seen(desk)) ? [{ value: "files", label: FILES }] : []),
  ];
  return choose(desk.talk, {
    prompt: `Registration is ${view.state}. What now`,
    options,
    usual: isWaiting ? "wait" : "leave",
    help: ["Going back stops nothing: the agent goes on asking the plane by itself."],
  });
}

function showState(desk: Desk): void {
  const view = seen(desk).registration;
  createRegistrationPrinter(desk.talk.out)(view);
  sayHint(desk, view);
}

/** What to do; what happened only where the message, which was said, does not have it. */
function sayHint({ talk }: Desk, { problem, message }: RegistrationView): void {
  if (problem === undefined) return;
  if (!message.includes(problem.message)) talk.say(problem.message);
  if (problem.hint !== "") talk.say(problem.hint);
}

/** Says each change, and at most every 30 s that it still waits. Enough of waiting stops nothing else. */
async function waitForPlane(desk: Desk, before: RegistrationView | undefined): Promise<void> {
  const { client, talk } = desk;
  const print = createRegistrationPrinter(talk.out);
  const beat = startHeartbeat(desk, () => waitWords(desk));
  talk.say("Waiting for the plane. Enter or Ctrl-C ends the waiting; the agent goes on.");
  try {
    const ended = await talk.wait((signal) =>
      follow<RegistrationView>({
        client,
        signal,
        look(event) {
          if (event !== undefined && event.slice !== "registration") return undefined;
          const { registration } = client.snapshot();
          // What an earlier attempt left behind says nothing about this one.
          if (registration === before && !IN_PROGRESS.has(before.state)) return undefined;
          print(registration);
          beat.reset();
          return IN_PROGRESS.has(registration.state) ? undefined : registration;
        },
      }),
    );
    if (ended === undefined || wasInterrupted(ended))
      return talk.say("No longer waiting; the agent goes on asking.");
    sayHint(desk, ended);
  } finally {
    beat.stop();
  }
}

function waitWords(desk: Desk): string {
  const { state, approval } = seen(desk).registration;
  if (approval === undefined) return `Still waiting for the plane (${state}).`;
  const { userCode, expiresMs } = approval;
  const code = userCode === undefined ? "" : `, code ${userCode}`;
  if (expiresMs === undefined) return `Still waiting for approval${code}.`;
  return `Still waiting for approval${code}, ${formatCountdown(expiresMs - desk.clock.nowMs())} left.`;
}
