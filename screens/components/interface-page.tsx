import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession } from "../../hooks/session-provider.tsx";
import { type Form, useForm } from "../../hooks/use-form.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import {
  interfaceFields,
  interfaceForm,
  type NewInterface,
  newInterfaceForm,
  portRows,
  withoutInterface,
} from "../../src/forms/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { settingItem } from "../setting-items.ts";
import { Connecting } from "./connecting.tsx";
import { DocumentForm } from "./document-form.tsx";
import { PlanAndRun } from "./plan-and-run.tsx";

interface InterfacePageProps {
  /** `edit:eth0`, `new:vlan`, `new:bond`. */
  readonly view: string;
  readonly onBack: () => void;
}

/** One interface: its fields, then the plan for what was typed, then the change as it is tried. */
export function InterfacePage(props: InterfacePageProps) {
  const snapshot = useSession((state) => state.snapshot);
  return snapshot === null ? <Connecting /> : <Page {...props} snapshot={snapshot} />;
}

function Page({ view, onBack, snapshot }: InterfacePageProps & { readonly snapshot: Snapshot }) {
  const { document, links } = snapshot;
  const [kind = "", name = ""] = splitOnce(view);
  const makes = kind === "new" ? (name as NewInterface) : undefined;
  const id = makes === undefined ? interfaceForm(name) : newInterfaceForm(makes);
  const fields = interfaceFields({
    document: document.effective,
    links: links?.is === "known" ? links.value : [],
    ...(makes === undefined ? { name } : { makes }),
  });
  const form = useForm(id, fields);
  const [phase, setPhase] = useRemembered("network.phase", "form");
  if (form === undefined) return <Connecting />;
  const title = makes === undefined ? `Network > ${name}` : `Network > new ${TITLES[makes]}`;
  if (phase !== "form") {
    return (
      <PlanAndRun
        title={title}
        form={id}
        shows={phase === "plan" ? "plan" : "run"}
        onApproved={() => setPhase("run")}
        onBack={() => setPhase("form")}
      />
    );
  }
  const isListed = document.effective.spec.network?.interfaces?.some((one) => one.name === name);
  return (
    <InterfaceForm
      {...{ id, title, form, onBack }}
      above={portRows(snapshot).find((row) => row.name === name)?.details ?? []}
      {...(isListed === true ? { removes: name } : {})}
      onPlanned={() => setPhase("plan")}
    />
  );
}

const TITLES: Readonly<Record<NewInterface, string>> = { vlan: "VLAN", bond: "bond" };

function splitOnce(view: string): readonly string[] {
  const at = view.indexOf(":");
  return [view.slice(0, at), view.slice(at + 1)];
}

interface InterfaceFormProps {
  readonly id: string;
  readonly title: string;
  readonly form: Form;
  readonly above: readonly string[];
  /** Of the interface that can be taken out of the document. */
  readonly removes?: string;
  readonly onPlanned: () => void;
  readonly onBack: () => void;
}

function InterfaceForm(props: InterfaceFormProps) {
  const { id, title, form, above, removes, onPlanned, onBack } = props;
  const { send } = useActions();
  const { width } = useLayout();
  const document = useSession(({ snapshot }) => snapshot?.document);
  useCommands({ back: { run: onBack, label: "back" } });

  async function remove(name: string): Promise<void> {
    if (document === undefined) return;
    const documentText = withoutInterface(document, name);
    const answer = await send({ do: "plan", documentText });
    if (answer.is === "planned") onPlanned();
  }

  return (
    <DocumentForm
      id={id}
      title={title}
      form={form}
      above={above.map((text) => [text])}
      items={form.rows.map((row) => settingItem(row, { width }))}
      previewLabel="Preview what would change"
      previewDetails="Makes the plan. The change is tried, and comes back by itself unless you keep it."
      onPlanned={onPlanned}
      more={
        removes === undefined
          ? []
          : [
              {
                id: "remove",
                label: `Take ${removes} out of the document`,
                details: "What bringup wrote for it goes, after the plan was approved.",
                run: () => void remove(removes),
              },
            ]
      }
    />
  );
}
