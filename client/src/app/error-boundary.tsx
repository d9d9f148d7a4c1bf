/** Catches a screen that fails: says that nothing was lost, and offers to open it again. [G11] */
import { Component, type ReactElement, type ReactNode } from "react";

/** Shows what `fallback` makes of the error instead of children that threw. It touches no data. */
export class ErrorBoundary extends Component<
  { readonly fallback: (cause: unknown) => ReactElement; readonly children: ReactNode },
  { readonly failure: { readonly cause: unknown } | undefined }
> {
  override state: { readonly failure: { readonly cause: unknown } | undefined } = {
    failure: undefined,
  };

  static getDerivedStateFromError(cause: unknown): {
    readonly failure: { readonly cause: unknown };
  } {
    return { failure: { cause } };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === undefined ? this.props.children : this.props.fallback(failure.cause);
  }
}
