import { useEffect, useState } from "react";
import { useDevice } from "../hooks/device-provider.tsx";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useLoadLayout } from "../hooks/layouts-provider.tsx";
import { useActions, useSession } from "../hooks/session-provider.tsx";
import { useStation } from "../hooks/station-provider.tsx";
import { Dialog } from "./components/dialog.tsx";
import { Page } from "./components/page.tsx";
import { loadedScreens, loadScreens, WALK } from "./index.ts";

/** The walk through the screens, and the commands that hold on every one of them. */
export function Shell({ onQuit }: { readonly onQuit: () => void }) {
  const [isLeaving, setLeaving] = useState(false);
  const current = useSession(({ screen }) => screen);
  const snapshot = useSession((state) => state.snapshot);
  const screens = useScreens();
  const screen = screens.find(({ id }) => id === current) ?? screens[0];
  const markOf = (wanted: string) => screens.find(({ id }) => id === wanted)?.mark;
  const stops = WALK.map(({ id, title }) => ({
    id,
    title,
    mark: snapshot === null ? "" : (markOf(id)?.(snapshot) ?? ""),
  }));
  return (
    <Page stops={stops}>
      <ShellCommands onLeave={() => setLeaving(true)} />
      {isLeaving ? (
        <LeaveQuestion onStay={() => setLeaving(false)} onQuit={onQuit} />
      ) : (
        screen !== undefined && <screen.Component />
      )}
    </Page>
  );
}

/** Those that are loaded: the first one for the first frame, all of them right after it. */
function useScreens() {
  const [screens, setScreens] = useState(loadedScreens);
  useEffect(() => {
    // Who opened the console hears of a failure too, and ends it.
    loadScreens().then(setScreens, () => {});
  }, []);
  return screens;
}

/** Mounted before the screen, so that a screen can give a key a meaning of its own. */
function ShellCommands({ onLeave }: { readonly onLeave: () => void }) {
  const { goTo, popUp, back, notify } = useActions();
  const { repaint, nextDisplay } = useDevice();
  const current = useSession(({ screen }) => screen);
  const isPopUp = useSession(({ returnTo }) => returnTo.length > 0);
  const isTrying = useSession(({ snapshot }) => snapshot?.network?.state === "applied");
  const load = useLoadLayout();
  const place = WALK.findIndex(({ id }) => id === current);
  const go = (by: number) => {
    const next = WALK[(place + by + WALK.length) % WALK.length];
    if (next !== undefined) goTo(next.id);
  };
  const lease = useSession(({ notices }) => notices[0]?.code === "LEASE_HELD");
  useCommands({
    ...(isPopUp ? { back } : { "next-screen": () => go(1), "previous-screen": () => go(-1) }),
    ...(current === "help" ? {} : { help: () => popUp("help") }),
    redraw: repaint,
    "next-display": () =>
      notify({
        level: "info",
        text: `drawn with ${nextDisplay()}`,
        hint: "Ctrl-T for the next way.",
      }),
    ...(current === "activity" ? {} : { "open-log": () => goTo("activity") }),
    ...(isTrying && current !== "trial" ? { trial: () => popUp("trial") } : {}),
    ...(current === "doctor" ? {} : { doctor: () => popUp("doctor") }),
    ...(current === "support" ? {} : { support: () => popUp("support") }),
    ...(current === "logs" ? {} : { logs: () => popUp("logs") }),
    ...(current === "power" ? {} : { power: () => popUp("power") }),
    ...(load === null || current === "keyboard" ? {} : { keyboard: () => popUp("keyboard") }),
    quit: onLeave,
  });
  useTakeControl(lease);
  return null;
}

/** Where this console only looks, or another one was in the way: the way to control. */
function useTakeControl(isHeld: boolean): void {
  const { send, notify } = useActions();
  const station = useStation();
  useCommands(
    {
      "take-control": async () => {
        if (station !== null) return station.takeControl();
        const answer = await send({ do: "take-lease" });
        if (answer.is === "ok") notify({ level: "info", text: "this console has control now" });
      },
    },
    { isActive: isHeld || station !== null },
  );
}

function LeaveQuestion(props: { readonly onStay: () => void; readonly onQuit: () => void }) {
  return (
    <Dialog
      id="leave"
      question="Close this console?"
      explains={[
        "What runs goes on running, and everything typed is kept as a draft.",
        "The key P restarts this host or switches it off.",
      ]}
      answers={[
        { value: "stay", label: "Stay" },
        { value: "quit", label: "Close the console" },
      ]}
      onAnswer={(value) => (value === "quit" ? props.onQuit() : props.onStay())}
      onClose={props.onStay}
    />
  );
}
