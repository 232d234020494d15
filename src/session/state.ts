import type { Answer } from "./commands.ts";
import type { Access, EngineEvent, Snapshot } from "./contract.ts";

/** What a console knows: the engine's state as last heard, and what the person is doing with it. */
export interface SessionState {
  readonly link: LinkState;
  /** What this console may do at all; nothing is refused before that is known. */
  readonly access: Access;
  readonly snapshot: Snapshot | null;
  /** Wall time at which anything last came from the engine; `null` before the first. */
  readonly heardMs: number | null;
  /** Id of the screen shown, and where Back leads from pop-up screens, one opened above the other. */
  readonly screen: string;
  readonly returnTo: readonly string[];
  readonly drafts: Drafts;
  /** Secrets typed but not yet sent: memory of this process only. */
  readonly secrets: Drafts;
  /** Where each list stood, which view of a screen was open: by a name of the asker's choice. */
  readonly memory: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
  /** Hash of the plan this console was last answered: another one on the screen is somebody else's. */
  readonly plannedHash: string | null;
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
    returnTo: [],
    drafts: {},
    secrets: {},
    memory: {},
    notices: [],
    plannedHash: null,
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
  return state.screen === screen ? state : { ...state, screen, returnTo: [] };
}

/** Opens a screen that Back leaves for where the person was; one that is open below is gone back to. */
export function withPopUp(state: SessionState, screen: string): SessionState {
  if (state.screen === screen) return state;
  const below = state.returnTo.indexOf(screen);
  const returnTo = below < 0 ? [...state.returnTo, state.screen] : state.returnTo.slice(0, below);
  return { ...state, screen, returnTo };
}

/** To where the person was before the pop-up screen; elsewhere nothing happens. */
export function withBack(state: SessionState): SessionState {
  const { returnTo } = state;
  const screen = returnTo.at(-1);
  return screen === undefined ? state : { ...state, screen, returnTo: returnTo.slice(0, -1) };
}

const GOES_ON: ReadonlySet<Answer["is"]> = new Set(["run", "join-material", "join-written"]);

/**
 * A plan this console asked for; where the host changed under it, the one that comes in its place is its own too.
 * Where it goes on, what was refused before is in nobody's way any more.
 */
export function withAnswer(state: SessionState, answer: Answer): SessionState {
  const notices = state.notices.filter(({ level }) => level !== "error");
  if (answer.is === "planned") return { ...state, notices, plannedHash: answer.plan.plan.hash };
  if (GOES_ON.has(answer.is)) return { ...state, notices };
  const isReplaced = answer.is === "refused" && answer.error.code === "PLAN_CHANGED";
  return isReplaced ? { ...state, plannedHash: null } : state;
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
