import { useRemembered, useSlice } from "../hooks/session-provider.tsx";
import type { Snapshot } from "../src/session/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { PlaneFiles } from "./components/plane-files.tsx";
import { RegistrationForm } from "./components/registration-form.tsx";
import { RegistrationState } from "./components/registration-state.tsx";
import { defineScreen } from "./define-screen.ts";

export const registration = defineScreen({
  id: "registration",
  title: "Registration",
  commands: ["choose"],
  Component: RegistrationScreen,
  mark: (snapshot) => MARKS[snapshot.registration.state] ?? "",
});

const MARKS: Partial<Record<Snapshot["registration"]["state"], string>> = {
  contacting: "..",
  reachable: "..",
  enrolling: "..",
  pending: "..",
  rejected: "!",
  expired: "!",
  conflict: "!",
  blocked: "!",
};

function RegistrationScreen() {
  const view = useSlice("registration");
  const [shown, show] = useRemembered("registration.view", "state");
  if (view === undefined) return <Connecting />;
  const isFresh = view.state === "unconfigured" || view.state === "local";
  if (isFresh || shown === "form")
    return (
      <RegistrationForm view={view} onSent={() => show("state")} onBack={() => show("state")} />
    );
  if (shown === "files") return <PlaneFiles view={view} onBack={() => show("state")} />;
  return (
    <RegistrationState view={view} onForm={() => show("form")} onFiles={() => show("files")} />
  );
}
