/**
 * Printable ASCII, Latin-1 without the soft hyphen, arrows, lines and blocks: one cell each, and no
 * two of them ever grow together. All that the screens themselves are drawn with.
 */
const CHARACTERS = " -~\\u00a0-\\u00ac\\u00ae-\\u00ff\\u2190-\\u21ff\\u2500-\\u259f";
const SIMPLE = new RegExp(`^[${CHARACTERS}]*$`);
/** The same and the character that begins an escape sequence: it stands alone too. */
const SIMPLE_OR_ESCAPE = new RegExp(`^[\\u001b${CHARACTERS}]*$`);

/** Cells of such a text; `undefined` for any other. */
export function quickWidth(text: string): number | undefined {
  return SIMPLE.test(text) ? text.length : undefined;
}

const { Segmenter: FullSegmenter } = Intl;

/** `Intl.Segmenter` that wakes up the library behind it only for a text that needs it. */
export class QuickSegmenter {
  readonly #given: ConstructorParameters<typeof FullSegmenter>;
  readonly #isByCharacter: boolean;
  #full: Intl.Segmenter | undefined;

  constructor(...given: ConstructorParameters<typeof FullSegmenter>) {
    this.#given = given;
    this.#isByCharacter = (given[1]?.granularity ?? "grapheme") === "grapheme";
  }

  segment(text: string): Iterable<Intl.SegmentData> {
    if (this.#isByCharacter && SIMPLE_OR_ESCAPE.test(text)) return eachCharacter(text);
    this.#full ??= new FullSegmenter(...this.#given);
    return this.#full.segment(text);
  }
}

function* eachCharacter(input: string): Iterable<Intl.SegmentData> {
  for (let index = 0; index < input.length; index++) {
    yield { segment: input[index] ?? "", index, input };
  }
}
