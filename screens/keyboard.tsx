import { Box } from "ink";
import { useLoadLayout } from "../hooks/layouts-provider.tsx";
import { useActions } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { KEYBOARD_LAYOUTS } from "../src/terminal/index.ts";
import { padCells } from "../src/text/index.ts";
import { Line, strong } from "./components/line.tsx";
import { Menu } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const keyboard = defineScreen({
  id: "keyboard",
  title: "Keyboard",
  commands: [],
  Component: Keyboard,
  isPopUp: true,
});

/** Before the first password: who types it sees none of it. */
function Keyboard() {
  const load = useLoadLayout();
  const { back, notify } = useActions();
  const { bodyRows } = useLayout();
  const choose = async (code: string) => {
    const layout = KEYBOARD_LAYOUTS.find((known) => known.code === code);
    if (layout === undefined || load === null) return;
    const loaded = await load(layout);
    if (loaded.is === "loaded") {
      notify({ level: "info", text: `the keyboard is now ${layout.title}, until the next start` });
      return back();
    }
    const isMissing = loaded.is === "missing";
    notify({
      level: "warn",
      text: isMissing ? "loadkeys is not installed" : loaded.why,
      hint: isMissing ? "Install the package kbd, or console-setup." : "The keyboard is as it was.",
    });
  };
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Keyboard"), "   of this machine, on all of its screens"]} />
      <Rule />
      <Menu
        id="keyboard"
        rows={bodyRows - 2}
        items={KEYBOARD_LAYOUTS.map(({ code, title }) => ({
          value: code,
          spans: [padCells(code, 8), title],
        }))}
        onSelect={choose}
      />
    </Box>
  );
}
