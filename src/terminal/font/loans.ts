import { borrowHalfBlocks, type FontLoan, type FontPlaces } from "./loan.ts";

export interface FontLoans {
  /** Returns the way to give them back; the font changes for the first and after the last. */
  borrow(): () => void;
  /** Gives all back, at once. */
  end(): void;
}

/** Half blocks of one console, for any number of those who draw with them. */
export function createFontLoans(options: {
  /** The console whose font lacks them; `undefined`: nothing to do. */
  device(): string | undefined;
  onChange(hasHalfBlocks: boolean): void;
  readonly places?: FontPlaces;
}): FontLoans {
  let users = 0;
  let isAsking = false;
  let loan: FontLoan | undefined;

  async function ask(): Promise<void> {
    const device = options.device();
    if (device === undefined || isAsking || loan !== undefined) return;
    isAsking = true;
    const found = await borrowHalfBlocks(device, options.places);
    isAsking = false;
    if (found === undefined) return;
    if (users === 0) return found.giveBack();
    loan = found;
    options.onChange(true);
  }

  function end(): void {
    const given = loan;
    loan = undefined;
    if (given === undefined) return;
    given.giveBack();
    options.onChange(false);
  }

  return {
    borrow() {
      users += 1;
      void ask();
      let isBorrowed = true;
      return () => {
        if (!isBorrowed) return;
        isBorrowed = false;
        users -= 1;
        if (users === 0) end();
      };
    },
    end() {
      users = 0;
      end();
    },
  };
}
