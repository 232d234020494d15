import QRCode from "qrcode-terminal/vendor/QRCode/index.js";

/** The modules of one QR code, without quiet zone. */
export interface QrMatrix {
  /** 1 to 40; `size` is 17 + 4 x version. */
  readonly version: number;
  readonly size: number;
  isDark(x: number, y: number): boolean;
}

/** Level L: a screen takes no damage, and fewer modules are read more easily. */
const LEVEL_L = 1;
/** Bytes a version 40 code holds at level L. */
const MAX_BYTES = 2953;

/** `undefined` when the text is empty or longer than any code can hold. */
export function encodeQr(text: string): QrMatrix | undefined {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length === 0 || bytes.length > MAX_BYTES) return undefined;
  const code = new QRCode(-1, LEVEL_L);
  // The encoder takes one byte a character; this is how UTF-8 reaches it unharmed.
  code.addData(bytes.toString("latin1"));
  code.make();
  const size = code.getModuleCount();
  return {
    version: (size - 17) / 4,
    size,
    isDark: (x, y) => x >= 0 && y >= 0 && x < size && y < size && code.isDark(y, x),
  };
}
