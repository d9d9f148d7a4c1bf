/** Catches a screen that fails: gets what it stands on back where that is possible, else says that nothing was lost. [G11] */
import { Component, type ReactElement, type ReactNode } from "react";

/** How often a screen is drawn again before it is given up, and the calm after which the count starts anew. */
const RECOVERIES_MAX = 3;
const CALM_MS = 60_000;

interface BoundaryProps {
  /** Shown instead of a screen that is given up. */
  readonly fallback: (cause: unknown) => ReactElement;
  /** Shown while something is got back. */
  readonly waiting: ReactElement;
  /** Starts to get back what failed; undefined where the error is of another kind. */
  readonly recover: (cause: unknown) => Promise<void> | undefined;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly failure: { readonly cause: unknown } | undefined;
  readonly isGivenUp: boolean;
}

/** Shows what `fallback` makes of the error instead of children that threw and could not be helped. It touches no data. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failure: undefined, isGivenUp: false };
  private recoveries = 0;
  private failedAtMs = 0;

  static getDerivedStateFromError(cause: unknown): Partial<BoundaryState> {
    return { failure: { cause } };
  }

  override componentDidCatch(cause: unknown): void {
    const nowMs = performance.now();
    // A phone that is put away ten times a day fails ten times a day, each time for the first time.
    if (nowMs - this.failedAtMs > CALM_MS) this.recoveries = 0;
    this.failedAtMs = nowMs;
    const isHopeless = this.recoveries >= RECOVERIES_MAX;
    const recovering = isHopeless ? undefined : this.props.recover(cause);
    this.recoveries += 1;
    if (recovering === undefined) this.setState({ isGivenUp: true });
    else
      recovering.then(
        () => this.setState({ failure: undefined }),
        () => this.setState({ isGivenUp: true }),
      );
  }

  override render(): ReactNode {
    const { failure, isGivenUp } = this.state;
    if (failure === undefined) return this.props.children;
    return isGivenUp ? this.props.fallback(failure.cause) : this.props.waiting;
  }
}
