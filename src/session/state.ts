import type { Access, EngineEvent, Snapshot } from "./contract.ts";

/** What a console knows: the engine's state as last heard, and what the person is doing with it. */
export interface SessionState {
  readonly link: LinkState;
  /** What this console may do at all; nothing is refused before that is known. */
  readonly access: Access;
  readonly snapshot: Snapshot | null;
  /** Wall time at which anything last came from the engine; `null` before the first. */
  readonly heardMs: number | null;
  /** Id of the screen shown, and where Back from a pop-up screen leads. */
  readonly screen: string;
  readonly returnTo: string | null;
  readonly drafts: Drafts;
  /** Secrets typed but not yet sent: memory of this process only. */
  readonly secrets: Drafts;
  /** Where each list stood, which view of a screen was open: by a name of the asker's choice. */
  readonly memory: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
}

export type LinkState =
  | { readonly is: "connecting"; readonly sinceMs: number }
  | { readonly is: "connected" }
  | { readonly is: "lost"; readonly sinceMs: number; readonly why?: string };

/** What was typed and not yet applied: by form, then by field. */
export type Drafts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One line for the person, shown until it is replaced or its time is over. */
export interface Notice {
  readonly id: number;
  readonly level: "info" | "warn" | "error";
  readonly text: string;
  readonly hint?: string;
  readonly code?: string;
  readonly atMs: number;
}

export function initialState(nowMs: number, screen: string): SessionState {
  return {
    link: { is: "connecting", sinceMs: nowMs },
    access: "control",
    snapshot: null,
    heardMs: null,
    screen,
    returnTo: null,
    drafts: {},
    secrets: {},
    memory: {},
    notices: [],
  };
}

/** A snapshot replaces everything known of the engine and nothing of the person's work. */
export function withSnapshot(state: SessionState, snapshot: Snapshot, nowMs: number): SessionState {
  return { ...state, snapshot, heardMs: nowMs, link: linkOf(state, snapshot, nowMs) };
}

export function withEvent(state: SessionState, event: EngineEvent, nowMs: number): SessionState {
  if (state.snapshot === null) return state;
  const snapshot = { ...state.snapshot, [event.slice]: event.value };
  return { ...state, snapshot, heardMs: nowMs, link: linkOf(state, snapshot, nowMs) };
}

function linkOf(state: SessionState, { engine }: Snapshot, nowMs: number): LinkState {
  if (engine.link === "connected")
    return state.link.is === "connected" ? state.link : { is: "connected" };
  return state.link.is === "lost" ? state.link : { is: "lost", sinceMs: nowMs };
}

/** Data stays: an old picture with its age is worth more than none. */
export function withLinkLost(state: SessionState, why: string, nowMs: number): SessionState {
  return { ...state, link: { is: "lost", sinceMs: nowMs, why } };
}

export function withScreen(state: SessionState, screen: string): SessionState {
  return state.screen === screen ? state : { ...state, screen, returnTo: null };
}

/** Opens a screen that Back leaves for where the person was. */
export function withPopUp(state: SessionState, screen: string): SessionState {
  return state.screen === screen ? state : { ...state, screen, returnTo: state.screen };
}

export function withField(
  drafts: Drafts,
  at: { readonly form: string; readonly field: string },
  value: string | undefined,
): Drafts {
  const { [at.field]: _, ...others } = drafts[at.form] ?? {};
  const fields = value === undefined ? others : { ...others, [at.field]: value };
  if (Object.keys(fields).length > 0) return { ...drafts, [at.form]: fields };
  return withoutForm(drafts, at.form);
}

export function withoutForm(drafts: Drafts, form: string): Drafts {
  const { [form]: _, ...others } = drafts;
  return others;
}

/** What was typed before the file was read is newer and wins. */
export function withLoadedDrafts(state: SessionState, loaded: Drafts): SessionState {
  const forms = new Set([...Object.keys(loaded), ...Object.keys(state.drafts)]);
  const drafts = Object.fromEntries(
    [...forms].map((form) => [form, { ...loaded[form], ...state.drafts[form] }]),
  );
  return { ...state, drafts };
}

const NOTICES_KEPT = 20;

export function withNotice(state: SessionState, notice: Omit<Notice, "id">): SessionState {
  const id = (state.notices[0]?.id ?? 0) + 1;
  return { ...state, notices: [{ ...notice, id }, ...state.notices].slice(0, NOTICES_KEPT) };
}
