import { type FormRow, type FormSource, formRows } from "../../forms/index.ts";
import type { Field } from "../../spec/index.ts";
import { type Desk, draftsOf, seen } from "./desk.ts";

/** A form over fields of the document, as a place of the walk. */
export interface PlainForm {
  /** Name among the drafts. */
  readonly id: string;
  readonly title: string;
  /** Which fields there are may depend on what is typed. */
  fields(desk: Desk): readonly Field[];
  /** What holds while nothing is asked, by path. */
  usual?(desk: Desk): Readonly<Record<string, string>>;
  /** Called before an answer; what it gives back, after it: to do what hangs on that. */
  settling?(desk: Desk): () => void;
  /** What should be known of what stands in a field now; empty: nothing. */
  note?(desk: Desk, row: FormRow): string;
  /** What else can be done here now, each by a word. */
  more?(desk: Desk): readonly PlainDeed[];
}

export interface PlainDeed {
  readonly word: string;
  /** What it does, in one sentence. */
  readonly help: string;
  /** Whether the form is done with it. */
  run(): Promise<boolean>;
}

export function sourceOf(desk: Desk, { id }: Pick<PlainForm, "id">): FormSource {
  const { document, settings = [] } = seen(desk);
  const { secrets } = desk.session.store.getState();
  const own = { drafts: draftsOf(desk, id), secrets: secrets[id] ?? {} };
  return { document, settings, issues: [], ...own };
}

export function rowsOf(desk: Desk, form: PlainForm): readonly FormRow[] {
  return formRows(form.fields(desk), sourceOf(desk, form));
}
