/** The encoder inside qrcode-terminal; its own drawing has no quiet zone and no colours. */
declare module "qrcode-terminal/vendor/QRCode/index.js" {
  class QRCode {
    /** `version` -1 takes the smallest that fits; level 1 is L. */
    constructor(version: number, errorCorrectLevel: number);
    /** One byte for each character code. */
    addData(bytes: string): void;
    make(): void;
    getModuleCount(): number;
    isDark(row: number, column: number): boolean;
  }
  export = QRCode;
}
