/** What a test sees of one side effect: `write /etc/x`, `fsync /etc/x`, `unit start a.service`. */
export interface SideEffect {
  readonly phase: "before" | "after";
  readonly what: string;
}

/** May throw: a `PowerCut` switches the machine off at this very point, any other error is a fault of the device. */
export type SideEffectHook = (effect: SideEffect) => void;

/** Thrown by a hook to cut the power, and by everything that touches a machine that is off. */
export class PowerCut extends Error {
  override readonly name = "PowerCut";
  constructor(message = "the power is cut") {
    super(message);
  }
}

/** The switch of a machine in memory: every contact goes through it, every change through `effect`. */
export interface Power {
  /** Throws while the machine is off. */
  check(): void;
  /** Runs one change between its two hooks. */
  effect<T>(what: string, change: () => T): T;
  effectAsync<T>(what: string, change: () => Promise<T>): Promise<T>;
  onSideEffect(hook: SideEffectHook): () => void;
  off(): void;
  on(): void;
}

export function createPower(): Power {
  const hooks = new Set<SideEffectHook>();
  let isOff = false;

  function check(): void {
    if (isOff) throw new PowerCut();
  }

  function announce(effect: SideEffect): void {
    check();
    try {
      for (const hook of hooks) hook(effect);
    } catch (thrown) {
      if (thrown instanceof PowerCut) isOff = true;
      throw thrown;
    }
  }

  return {
    check,
    effect(what, change) {
      announce({ phase: "before", what });
      const result = change();
      announce({ phase: "after", what });
      return result;
    },
    async effectAsync(what, change) {
      announce({ phase: "before", what });
      const result = await change();
      announce({ phase: "after", what });
      return result;
    },
    onSideEffect(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    off() {
      isOff = true;
    },
    on() {
      isOff = false;
    },
  };
}
