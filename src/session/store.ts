import { createStore, type StoreApi } from "zustand/vanilla";
import { type Clock, systemClock } from "../engine/index.ts";
import { type ErrorView, errorView } from "../errors/index.ts";
import type { Answer, Command, EngineClient, SendOptions } from "./commands.ts";

import type { DraftKeeper } from "./drafts.ts";
import {
  initialState,
  type Notice,
  type SessionState,
  withAnswer,
  withBack,
  withEvent,
  withField,
  withLinkLost,
  withLoadedDrafts,
  withNotice,
  withoutForm,
  withPopUp,
  withScreen,
  withSnapshot,
} from "./state.ts";

export interface SessionOptions {
  readonly drafts?: DraftKeeper;
  readonly clock?: Clock;
  /** Screen shown first. */
  readonly screen?: string;
}

/** One console's session: the store to watch, and everything a screen can do. */
export interface Session {
  readonly store: StoreApi<SessionState>;
  readonly clock: Clock;
  /** Resolves when the engine was first heard, or could not be reached. */
  readonly connected: Promise<void>;
  goTo(screen: string): void;
  popUp(screen: string): void;
  /** Leaves a pop-up screen; nothing anywhere is discarded. */
  back(): void;
  setField(form: string, field: string, value: string | undefined): void;
  /** Kept in memory only, never in the drafts. */
  setSecret(form: string, field: string, value: string | undefined): void;
  /** After what was typed has been applied, or on the person's word. */
  discardForm(form: string): void;
  remember(name: string, value: string): void;
  notify(notice: Pick<Notice, "level" | "text" | "hint" | "code">): void;
  dismissNotices(): void;
  /** A refusal is an answer, and is also put before the person's eyes. */
  send(command: Command, options?: SendOptions): Promise<Answer>;
  /** Writes the drafts that are still waiting, closes the link. */
  close(): Promise<void>;
}

const DRAFT_DELAY_MS = 300;

/** Starts at once and connects behind: the first frame waits for nobody. */
export function createSession(
  client: EngineClient | Promise<EngineClient>,
  { drafts, clock = systemClock, screen = "overview" }: SessionOptions = {},
): Session {
  const store = createStore<SessionState>(() => initialState(clock.nowMs(), screen));
  const update = (change: (state: SessionState) => SessionState) => store.setState(change, true);
  const link = connect(client, store, clock);
  const saving = keepDrafts(store, drafts, clock);

  function notify(notice: Pick<Notice, "level" | "text" | "hint" | "code">): void {
    update((state) => withNotice(state, { ...notice, atMs: clock.nowMs() }));
  }

  async function send(command: Command, options?: SendOptions): Promise<Answer> {
    const answer = await link.send(command, options);
    if (answer.is === "refused") notify(noticeOf(answer.error));
    update((state) => withAnswer(state, answer));
    return answer;
  }

  return {
    store,
    clock,
    connected: link.connected,
    goTo: (id) => update((state) => withScreen(state, id)),
    popUp: (id) => update((state) => withPopUp(state, id)),
    back: () => update(withBack),
    setField: (form, field, value) =>
      update((state) => ({ ...state, drafts: withField(state.drafts, { form, field }, value) })),
    setSecret: (form, field, value) =>
      update((state) => ({ ...state, secrets: withField(state.secrets, { form, field }, value) })),
    discardForm: (form) =>
      update((state) => ({
        ...state,
        drafts: withoutForm(state.drafts, form),
        secrets: withoutForm(state.secrets, form),
      })),
    remember: (name, value) =>
      update((state) => ({ ...state, memory: { ...state.memory, [name]: value } })),
    notify,
    dismissNotices: () => update((state) => ({ ...state, notices: [] })),
    send,
    async close() {
      await Promise.allSettled([saving.flush(), link.close()]);
    },
  };
}

/** What was given up is no failure. */
function noticeOf({
  code,
  kind,
  message,
  hint,
}: ErrorView): Pick<Notice, "level" | "text" | "hint" | "code"> {
  return { level: kind === "cancelled" ? "info" : "error", text: message, hint, code };
}

interface Link {
  readonly connected: Promise<void>;
  send(command: Command, options?: SendOptions): Promise<Answer>;
  close(): Promise<void>;
}

function connect(
  client: EngineClient | Promise<EngineClient>,
  store: StoreApi<SessionState>,
  clock: Clock,
): Link {
  let stop = () => {};
  let open: EngineClient | undefined;
  const opened = Promise.resolve(client).then((ready) => {
    let expected: number | null = null;
    const takeAll = () => {
      const { access } = ready;
      const all = ready.snapshot();
      store.setState((state) => ({ ...withSnapshot(state, all, clock.nowMs()), access }), true);
    };
    stop = ready.watch((event) => {
      // After a gap single slices are not to be trusted: take everything anew.
      const isGap = expected !== null && event.seq !== expected;
      expected = event.seq + 1;
      if (isGap) return takeAll();
      store.setState((state) => withEvent(state, event, clock.nowMs()), true);
    });
    takeAll();
    open = ready;
    return ready;
  });
  const connected = opened.then(
    () => {},
    (thrown: unknown) => {
      const { message } = errorView(thrown);
      store.setState((state) => withLinkLost(state, message, clock.nowMs()), true);
    },
  );
  return {
    connected,
    async send(command, options) {
      try {
        return await (await opened).send(command, options);
      } catch (thrown) {
        return { is: "refused", error: errorView(thrown) };
      }
    },
    async close() {
      stop();
      // One that is still on its way is closed when it comes; nobody waits for that.
      if (open === undefined) opened.then((late) => late.close()).catch(() => {});
      await open?.close();
    },
  };
}

/** Saves what was typed at most 300 ms after the last key; a failing disk never stops the typing. */
function keepDrafts(store: StoreApi<SessionState>, keeper: DraftKeeper | undefined, clock: Clock) {
  if (keeper === undefined) return { flush: async () => {} };
  let stopTimer: (() => void) | undefined;
  let isDirty = false;
  let isLoaded = false;
  let writing: Promise<unknown> = keeper
    .load()
    .then((loaded) => store.setState((state) => withLoadedDrafts(state, loaded), true))
    .catch(() => {})
    .finally(() => {
      isLoaded = true;
    });

  const save = () => {
    stopTimer?.();
    stopTimer = undefined;
    if (!isDirty) return writing;
    isDirty = false;
    writing = writing.then(() => keeper.save(store.getState().drafts)).catch(() => {});
    return writing;
  };
  const stop = store.subscribe((state, before) => {
    if (state.drafts === before.drafts || !isLoaded) return;
    isDirty = true;
    stopTimer ??= clock.after(DRAFT_DELAY_MS, () => void save());
  });
  return {
    async flush() {
      stop();
      await save();
    },
  };
}
