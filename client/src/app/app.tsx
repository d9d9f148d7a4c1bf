/** The app's routes. Home, check-in and "saved" are in the main bundle; every other screen is a precached chunk. */
import { type ReactElement, Suspense } from "react";
import { Route, Router, Switch } from "wouter";
import {
  isQuotaFailure,
  isStoreFailure,
  wakeDatabase,
  type ReplicaDatabase,
} from "../engine/api.ts";
import { OpeningScreen } from "../features/home/opening-screen.tsx";
import { HomeScreen } from "../features/home/home-screen.tsx";
import { BrokenScreen } from "./broken-screen.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { lazyScreen } from "./lazy-screen.ts";
import {
  type OpenReplica,
  ReplicaProvider,
  setTimer,
  useReplica,
} from "../screen/replica-context.tsx";

const JoinScreen = lazyScreen(
  async () => (await import("../features/join/join-screen.tsx")).JoinScreen,
);
const CircularsScreen = lazyScreen(
  async () => (await import("../features/circulars/circulars-screen.tsx")).CircularsScreen,
);
const CircularScreen = lazyScreen(
  async () => (await import("../features/circulars/circular-screen.tsx")).CircularScreen,
);
const AssociationScreen = lazyScreen(
  async () => (await import("../features/me/association-screen.tsx")).AssociationScreen,
);
const GroupMessagesScreen = lazyScreen(
  async () =>
    (await import("../features/group-messages/group-messages-screen.tsx")).GroupMessagesScreen,
);
const BeforeScreen = lazyScreen(
  async () => (await import("../features/before/before-screen.tsx")).BeforeScreen,
);
const MeetScreen = lazyScreen(
  async () => (await import("../features/meeting/meet-screen.tsx")).MeetScreen,
);
const ShowScreen = lazyScreen(
  async () => (await import("../features/meeting/show-screen.tsx")).ShowScreen,
);
const DemoScreen = lazyScreen(
  async () => (await import("../features/demo/demo-screen.tsx")).DemoScreen,
);
const OfficerRoutes = lazyScreen(async () => (await import("./officer-routes.tsx")).OfficerRoutes);

const StartScreen = lazyScreen(
  async () => (await import("../features/start/start-screen.tsx")).StartScreen,
);
const DemoOfficerStart = lazyScreen(
  async () => (await import("../features/demo/officer-start.tsx")).DemoOfficerStart,
);
const DemoOfficerBackground = lazyScreen(
  async () => (await import("../features/demo/officer-background.tsx")).DemoOfficerBackground,
);
const DemoResidentStart = lazyScreen(
  async () => (await import("../features/demo/resident-start.tsx")).DemoResidentStart,
);

/** The whole app; `replica` is undefined on the demo's outer page, which opens no database. */
export function App({ replica }: { readonly replica: OpenReplica | undefined }): ReactElement {
  return (
    <ErrorBoundary
      fallback={(cause) => <BrokenScreen cause={cause} />}
      waiting={<OpeningScreen />}
      recover={(cause) => replica && reopenedAfter(cause, replica.database)}
    >
      <Suspense fallback={<OpeningScreen />}>
        {replica === undefined ? (
          <DemoScreen />
        ) : (
          <ReplicaProvider replica={replica}>
            <Router base={replica.address.base}>
              {replica.address.replica === "demo-officer" && <DemoOfficerBackground />}
              <Routes />
            </Router>
          </ReplicaProvider>
        )}
      </Suspense>
    </ErrorBoundary>
  );
}

/**
 * An iPhone cuts the connection to the store in the background; what then fails works again once it is opened anew. Not where
 * somebody else has opened it meanwhile: closed a second time, what is just being read would never be read again.
 */
function reopenedAfter(cause: unknown, database: ReplicaDatabase): Promise<void> | undefined {
  if (!isStoreFailure(cause) || isQuotaFailure(cause)) return undefined;
  return wakeDatabase(database, setTimer).then(() => undefined);
}

function Routes(): ReactElement {
  return (
    <Switch>
      <Route path="/">
        <HomeScreen FirstRun={FirstRun} />
      </Route>
      <Route path="/join" component={JoinScreen} />
      <Route path="/circulars" component={CircularsScreen} />
      <Route path="/circulars/:circular" component={CircularScreen} />
      <Route path="/association" component={AssociationScreen} />
      <Route path="/messages" component={GroupMessagesScreen} />
      <Route path="/before" component={BeforeScreen} />
      <Route path="/meet" component={MeetScreen} />
      <Route path="/meet/:incident" component={ShowScreen} />
      <Route component={OfficerRoutes} />
    </Switch>
  );
}

/** A device without an association: the choice of how to begin, or the demo setting itself up. */
function FirstRun(): ReactElement {
  const { replica } = useReplica();
  switch (replica) {
    case "demo-officer":
      return <DemoOfficerStart />;
    case "demo-resident":
      return <DemoResidentStart />;
    default:
      return <StartScreen />;
  }
}
