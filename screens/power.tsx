import { Box } from "ink";
import { useState } from "react";
import { useActions, useSession } from "../hooks/session-provider.tsx";
import { useLogIn } from "../hooks/station-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useStores } from "../hooks/use-stores.ts";
import { powerWord, type Snapshot } from "../src/session/index.ts";
import { advisePower, type PowerAdvice } from "../src/status/index.ts";
import { wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Blank, Line, strong } from "./components/line.tsx";
import { Menu } from "./components/menu.tsx";
import { PowerQuestion } from "./components/power-question.tsx";
import { Rule } from "./components/rule.tsx";
import { type TagName, tag } from "./components/tag.ts";
import { defineScreen } from "./define-screen.ts";

export const power = defineScreen({
  id: "power",
  title: "Power",
  commands: [],
  Component: Power,
  isPopUp: true,
});

const TAGS = { yes: "ok", no: "fail", unknown: "unknown" } as const satisfies Readonly<
  Record<PowerAdvice["answer"], TagName>
>;

function Power() {
  const snapshot = useSession((state) => state.snapshot);
  const [asked, setAsked] = useState<"reboot" | "off" | null>(null);
  if (snapshot === null) return <Connecting />;
  if (asked === null) return <PowerMenu snapshot={snapshot} onChoose={setAsked} />;
  return <AskPower snapshot={snapshot} to={asked} onClose={() => setAsked(null)} />;
}

interface AskPowerProps {
  readonly snapshot: Snapshot;
  readonly to: "reboot" | "off";
  readonly onClose: () => void;
}

function AskPower({ snapshot, to, onClose }: AskPowerProps) {
  const advice = usePowerAdvice(snapshot);
  const { hostname } = snapshot.host;
  const given = { to, advice, hostname, word: powerWord(snapshot) };
  return <PowerQuestion {...given} onClose={onClose} />;
}

function usePowerAdvice(snapshot: Snapshot): PowerAdvice {
  const { clock } = useActions();
  return advisePower({ ...snapshot, stores: useStores() }, clock.nowMs());
}

interface PowerMenuProps {
  readonly snapshot: Snapshot;
  readonly onChoose: (to: "reboot" | "off") => void;
}

/** May it stop, and what stops with it: before anything is chosen. */
function PowerMenu({ snapshot, onChoose }: PowerMenuProps) {
  const { back } = useActions();
  const logIn = useLogIn();
  const { width } = useLayout();
  const { answer, why } = usePowerAdvice(snapshot);
  const select = (value: string) => {
    if (value === "reboot" || value === "off") return onChoose(value);
    if (value === "shell") logIn?.();
    else back();
  };
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Power"), `   ${snapshot.host.hostname}`]} />
      <Rule />
      {why.flatMap((sentence, index) =>
        wrap(sentence, width - 7).map((text, line) => (
          <Line key={text} spans={[index + line === 0 ? tag(TAGS[answer]) : "      ", " ", text]} />
        )),
      )}
      <Blank />
      <Menu
        id="power"
        rows={4}
        verb="choose"
        items={[
          { value: "back", spans: ["Back, change nothing"] },
          { value: "reboot", spans: ["Restart this host"] },
          { value: "off", spans: ["Switch this host off"] },
          ...(logIn === null ? [] : [{ value: "shell", spans: ["Log in, for a shell"] }]),
        ]}
        onSelect={select}
      />
    </Box>
  );
}
