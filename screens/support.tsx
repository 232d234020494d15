import { Box } from "ink";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useSession, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import {
  barText,
  isMaking,
  SUPPORT_ACTIONS,
  SUPPORT_HOLDS,
  SUPPORT_PLACES,
  type SupportSlice,
  supportOutcome,
  supportTitle,
} from "../src/session/index.ts";
import { truncate, wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Blank, Line, strong } from "./components/line.tsx";
import { Menu } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { tag } from "./components/tag.ts";
import { defineScreen } from "./define-screen.ts";

export const support = defineScreen({
  id: "support",
  title: "Support",
  commands: [],
  Component: Support,
  isPopUp: true,
});

/** What a bundle would hold, one that is being made, or where the last one is. */
function Support() {
  const isThere = useSession(({ snapshot }) => snapshot !== null);
  const slice = useSlice("support");
  const { send } = useActions();
  const isBusy = isMaking(slice);
  useCommands(
    isBusy
      ? { "cancel-run": { run: () => void send({ do: "cancel-bundle" }), label: "cancel" } }
      : {},
  );
  if (!isThere) return <Connecting />;
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Support bundle"), `   ${supportTitle(slice)}`]} />
      <Rule />
      {isBusy && slice !== undefined ? <Making slice={slice} /> : <Offer slice={slice} />}
    </Box>
  );
}

const WIDEST_BAR = 50;

function Making({ slice }: { readonly slice: SupportSlice }) {
  const { width } = useLayout();
  const { done, total, current } = slice;
  return (
    <>
      <Line spans={[barText(done, total, Math.min(WIDEST_BAR, width - 2))]} />
      <Blank />
      {current.map((title) => (
        <Line key={title} spans={[tag("busy"), ` ${truncate(title, width - 7)}`]} />
      ))}
    </>
  );
}

function Offer({ slice }: { readonly slice: SupportSlice | undefined }) {
  const { width } = useLayout();
  const { send, back } = useActions();
  const said = slice === undefined ? [] : supportOutcome(slice);
  // Where there is one, what it holds is known; that it is masked stands there all the same.
  const about =
    slice?.state === "finished" ? SUPPORT_HOLDS.slice(1) : [...SUPPORT_HOLDS, SUPPORT_PLACES];
  const select = (value: string) => {
    if (value === "back") return back();
    void send({ do: "make-bundle", ...(value === "usb" ? { to: "usb" } : {}) });
  };
  return (
    <>
      {said.flatMap((sentence, index) =>
        wrap(sentence, width - 7).map((text, line) => (
          <Line key={text} spans={[index + line === 0 ? endTag(slice) : "      ", " ", text]} />
        )),
      )}
      {said.length > 0 && <Blank />}
      {about.flatMap((text) => wrap(text, width).map((line) => <Line key={line} spans={[line]} />))}
      <Blank />
      <Menu
        id="support"
        rows={3}
        verb="choose"
        items={[
          ...SUPPORT_ACTIONS.map(({ value, label }) => ({ value, spans: [label] })),
          { value: "back", spans: ["Back"] },
        ]}
        onSelect={select}
      />
    </>
  );
}

function endTag(slice: SupportSlice | undefined) {
  return tag(slice?.state === "finished" ? "ok" : "fail");
}
