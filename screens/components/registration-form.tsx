import { Box } from "ink";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import {
  METHODS,
  PAIRING_KEY_HELP,
  PLANE_KINDS,
  planeKindOf,
  takesPairingKey,
} from "../../src/registration/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { MODE_WORDS } from "../overview-rows.ts";
import { type FormAction, type FormItem, FormList } from "./form-list.tsx";
import { Line, strong } from "./line.tsx";
import { sentence } from "./progress.ts";
import { Rule } from "./rule.tsx";

interface RegistrationFormProps {
  readonly view: Snapshot["registration"];
  readonly onSent: () => void;
  readonly onBack: () => void;
}

const FORM = "registration";
const NOTHING: Readonly<Record<string, string>> = {};
type MethodId = (typeof METHODS)[number]["id"];
type Kind = (typeof PLANE_KINDS)[number];

/** Which plane, which of the three ways, the token where one is needed, and what speaks there. */
export function RegistrationForm({ view, onSent, onBack }: RegistrationFormProps) {
  const { setField, setSecret, send, notify, discardForm } = useActions();
  const { bodyRows, width } = useLayout();
  const drafts = useSession((state) => state.drafts[FORM] ?? NOTHING);
  const secrets = useSession((state) => state.secrets[FORM] ?? NOTHING);
  const wanted = useSession(({ snapshot }) => snapshot?.document.effective.spec.registration);
  const kind = PLANE_KINDS.find(({ id }) => id === drafts.kind) ?? planeKindOf(wanted?.kind);
  const isSameKind = kind.id === (wanted?.kind ?? "v1");
  const plane = drafts.plane ?? (isSameKind ? (view.plane ?? wanted?.plane) : undefined) ?? "";
  const method = drafts.method ?? view.method ?? wanted?.method ?? "qr";
  const token = secrets.token ?? "";
  useCommands(view.state === "unconfigured" || view.state === "local" ? {} : { back: onBack });

  async function register(): Promise<void> {
    if (method === "token" && token === "") {
      notify({ level: "warn", text: "this way needs a token", hint: "Type or paste it above." });
      return;
    }
    const answer = await send({
      do: "register",
      method: method as MethodId,
      ...(plane.trim() === "" ? {} : { plane: plane.trim() }),
      ...(isSameKind ? {} : { kind: kind.id }),
      ...givenSecrets(method as MethodId, kind, secrets),
    });
    if (answer.is !== "ok") return;
    discardForm(FORM);
    onSent();
  }

  const items: readonly FormItem[] = [
    { ...planeItem(plane, kind), isEdited: drafts.plane !== undefined },
    methodItem(method),
    ...(method === "token" ? [tokenItem(token, drafts.token !== undefined)] : []),
    ...pairingItems({ method: method as MethodId, kind, typed: secrets.pairingKey, width }),
    kindItem(kind, width),
  ];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Registration"), `   ${MODE_WORDS[view.state]}`]} />
      <Rule />
      <FormList
        id="registration"
        rows={bodyRows - 2}
        valueWidth={50}
        items={items}
        actions={actionsFor(kind)}
        onSet={(item, text) => {
          if (item.kind !== "secret") return setField(FORM, item.id, text);
          setSecret(FORM, item.id, text);
          if (item.id === "token") setField(FORM, "token", "typed");
        }}
        onUndo={(item) => {
          setField(FORM, item.id, undefined);
          setSecret(FORM, item.id, undefined);
        }}
        onAction={(id) => (id === "local" ? void send({ do: "go-local" }) : register())}
      />
    </Box>
  );
}

function actionsFor({ notice }: Kind): readonly FormAction[] {
  return [
    {
      id: "register",
      label: "Register this host",
      details: notice ?? "Keeps these settings and asks the plane. Nothing else changes.",
    },
    {
      id: "local",
      label: "Go on in local mode, without the plane",
      details: "Everything but remote management works. You can register later.",
    },
  ];
}

function planeItem(plane: string, { addressHelp }: Kind): FormItem {
  return {
    id: "plane",
    label: "Management plane",
    kind: "text",
    editable: plane,
    details: [[strong("Management plane")], [addressHelp]],
  };
}

function methodItem(method: string): FormItem {
  const chosen = METHODS.find(({ id }) => id === method) ?? METHODS[0];
  return {
    id: "method",
    label: "Way to register",
    kind: "choice",
    editable: method,
    shown: chosen?.title ?? method,
    choices: METHODS.map(({ id }) => id),
    details: [[strong(chosen?.title ?? "")], [sentence(chosen?.summary ?? "")]],
  };
}

function kindItem({ id, title, notice }: Kind, width: number): FormItem {
  const explained = notice ?? "It speaks the contract of bringup's own planes.";
  return {
    id: "kind",
    label: "Kind of plane",
    kind: "choice",
    editable: id,
    shown: title,
    choices: PLANE_KINDS.map((one) => one.id),
    details: [[strong(title)], ...wrap(explained, width).map((text) => [text])],
  };
}

function givenSecrets(
  method: MethodId,
  kind: Kind,
  { token = "", pairingKey = "" }: Readonly<Record<string, string>>,
) {
  if (method === "token") return { token: token.trim() };
  const typed = takesPairingKey(method, kind) ? pairingKey.trim() : "";
  return typed === "" ? {} : { pairingKey: typed };
}

interface Pairing {
  readonly method: MethodId;
  readonly kind: Kind;
  readonly typed: string | undefined;
  readonly width: number;
}

/** Only where an operator can have given one out. */
function pairingItems({ method, kind, typed = "", width }: Pairing): readonly FormItem[] {
  if (!takesPairingKey(method, kind)) return [];
  const item: FormItem = {
    id: "pairingKey",
    label: "Pairing key",
    kind: "secret",
    editable: typed,
    shown: typed === "" ? "none" : "******** (typed)",
    isEdited: typed !== "",
    details: [[strong("Pairing key")], ...wrap(PAIRING_KEY_HELP, width).map((text) => [text])],
  };
  return [item];
}

function tokenItem(token: string, wasTyped: boolean): FormItem {
  const missing = wasTyped ? "type it again: drafts keep no secrets" : "";
  return {
    id: "token",
    label: "Registration token",
    kind: "secret",
    editable: token,
    shown: token === "" ? missing : "******** (typed)",
    details: [
      [strong("Registration token")],
      ["From the plane. It is sent once and never stored or shown."],
    ],
  };
}
