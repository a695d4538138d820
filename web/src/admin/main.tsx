/* main.tsx - the administrators' application: models, their versions and what they do. */
import { ErrorBoundary, lazy, Route, Router, useLocation } from 'preact-iso';
import { isSignedOut } from '../app/api';
import { messageOf } from '../app/errors';
import { resumeSession, session } from '../app/session';
import { start } from '../app/start';
import { SessionEnding } from '../staff/ending';
import { EnrolFirst } from '../staff/enrol-first';
import { isLoadingPage, PageProgress } from '../staff/progress';
import { Reauthenticate, SignIn } from '../staff/sign-in';
import { NotFound } from '../staff/not-found';
import { Toasts } from '../ui/toast';
import { AdminShell } from './shell';

const Processes = lazy(() => import('./processes'));
const ProcessPage = lazy(() => import('./process'));
const Designer = lazy(() => import('./designer'));
const Deploy = lazy(() => import('./deploy'));
const Instances = lazy(() => import('./instances'));
const InstancePage = lazy(() => import('./instance'));
const Decisions = lazy(() => import('./decisions'));
const DecisionPage = lazy(() => import('./decision'));
const Forms = lazy(() => import('./forms'));
const Calendar = lazy(() => import('./calendar'));

function Pages() {
	return (
		<ErrorBoundary>
			<Router onLoadStart={() => { isLoadingPage.value = true; }} onLoadEnd={() => { isLoadingPage.value = false; }}>
				<Route path="/admin" component={Processes} />
				<Route path="/admin/processes" component={Processes} />
				<Route path="/admin/processes/deploy" component={Deploy} />
				<Route path="/admin/processes/:id/edit" component={Designer} />
				<Route path="/admin/processes/:id" component={ProcessPage} />
				<Route path="/admin/instances" component={Instances} />
				<Route path="/admin/instances/:id" component={InstancePage} />
				<Route path="/admin/decisions" component={Decisions} />
				<Route path="/admin/decisions/:id" component={DecisionPage} />
				<Route path="/admin/forms" component={Forms} />
				<Route path="/admin/calendar" component={Calendar} />
				<Route default component={NotFound} />
			</Router>
		</ErrorBoundary>
	);
}

function App() {
	useLocation();
	if (!session.value)
		return <SignIn />;
	if (session.value.mustEnrolPasskey)
		return <EnrolFirst />;
	return (
		<>
			<PageProgress />
			<AdminShell><Pages /></AdminShell>
			{isSignedOut.value ? <Reauthenticate /> : <SessionEnding />}
			<Toasts />
		</>
	);
}

const failure = { text: '' };

await start(
	() => failure.text ? <p class="state" role="alert">{failure.text}</p> : <App />,
	() => resumeSession().catch((error: unknown) => { failure.text = messageOf(error); }),
);
