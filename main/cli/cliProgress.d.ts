/** The part of cli-progress that is used; the package brings no types. */
declare module 'cli-progress' {
  interface BarOptions {
    readonly format: string;
    readonly stream: NodeJS.WritableStream;
    readonly barCompleteChar: string;
    readonly barIncompleteChar: string;
    readonly hideCursor: boolean;
    readonly clearOnComplete: boolean;
    readonly fps: number;
    readonly linewrap: boolean;
  }
  export class SingleBar {
    constructor(options: BarOptions);
    start(total: number, startValue: number, payload: object): void;
    update(value: number, payload: object): void;
    stop(): void;
  }
}
