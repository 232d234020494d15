import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useRemembered, useSession } from "../hooks/session-provider.tsx";
import { portRows } from "../src/forms/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { InterfacePage } from "./components/interface-page.tsx";
import { PortFinder } from "./components/port-finder.tsx";
import { PortList } from "./components/port-list.tsx";
import { defineScreen } from "./define-screen.ts";

export const network = defineScreen({
  id: "network",
  title: "Network",
  commands: [],
  Component: Network,
  isPopUp: true,
});

/** Ports of this host, one of them at a time, and the way to find the one in your hand. */
function Network() {
  const snapshot = useSession((state) => state.snapshot);
  const [view, show] = useRemembered("network.view", "list");
  if (snapshot === null) return <Connecting />;
  if (view === "list") return <PortList rows={portRows(snapshot)} onOpen={show} />;
  const toList = () => show("list");
  if (view === "find") return <Finding onBack={toList} />;
  return <InterfacePage key={view} view={view} onBack={toList} />;
}

function Finding({ onBack }: { readonly onBack: () => void }) {
  useCommands({ back: { run: onBack, label: "back" } });
  return <PortFinder />;
}
