import { useRemembered } from "../../hooks/session-provider.tsx";
import { type ContentFinding, type GivenImport, offerWords } from "../../src/session/index.ts";
import type { FormAction, FormItem } from "./form-list.tsx";

export interface ImportForm {
  readonly given: GivenImport;
  readonly items: readonly FormItem[];
  set(item: { readonly id: string }, text: string): void;
}

/** Where it is, what it has to be, and what it shall be called here; kept while the console runs. */
export function useImportForm(id: string, where: readonly string[]): ImportForm {
  const [from, setFrom] = useRemembered(`${id}.from`, "");
  const [sha256, setSum] = useRemembered(`${id}.sum`, "");
  const [name, setName] = useRemembered(`${id}.name`, "");
  const setters = new Map([
    ["from", setFrom],
    ["sum", setSum],
    ["name", setName],
  ]);
  const set: ImportForm["set"] = ({ id: field }, text) => setters.get(field)?.(text);
  const text = { kind: "text" } as const;
  return {
    given: { from, sha256, name },
    set,
    items: [
      {
        ...{ id: "from", label: "Archive or folder", ...text, editable: from },
        details: where.map((line) => [line]),
      },
      {
        ...{ id: "sum", label: "SHA-256", ...text, editable: sha256 },
        details: [["Not needed where its .sha256 lies beside it, or a signature."]],
      },
      {
        ...{ id: "name", label: "Name", ...text, editable: name },
        details: [["Of its folder on this host; as what is imported is called unless set."]],
      },
    ],
  };
}

export const IMPORT_ACTIONS: readonly FormAction[] = [
  {
    ...{ id: "import", label: "Preview the import" },
    details: "It is proven before anything of it is used. Nothing is changed yet.",
  },
  {
    ...{ id: "look", label: "Look on USB sticks" },
    details: "Each is mounted read-only, looked through, and let go at once.",
  },
];

export function offerActions(offers: ContentFinding["offers"]): readonly FormAction[] {
  return offers.map((offer) => ({
    id: `offer:${offer.from}`,
    label: `Import ${offer.from}`,
    details: offerWords(offer),
  }));
}
