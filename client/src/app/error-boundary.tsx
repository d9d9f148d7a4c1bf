/** Catches a screen that fails: says that nothing was lost, and offers to open it again. [G11] */
import { Component, type ReactElement, type ReactNode } from "react";

/** Shows `fallback` instead of children that threw. It touches no data. */
export class ErrorBoundary extends Component<
  { readonly fallback: ReactElement; readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
