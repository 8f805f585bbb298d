/** KaTeX with its styles, in a bundle of their own (renderer). */
import katex from 'katex';
import 'katex/dist/katex.min.css';

/** Sets a formula into an element; one that KaTeX cannot read stands there as it is. */
export function render(tex: string, into: HTMLElement): void {
  katex.render(tex, into, { throwOnError: false, displayMode: false });
}
