/* main.tsx - the staff application: routes, and the door in front of them. */
import { ErrorBoundary, lazy, Route, Router, useLocation } from 'preact-iso';
import { Toasts } from '../ui/toast';
import { isSignedOut } from '../app/api';
import { messageOf } from '../app/errors';
import { resumeSession, session } from '../app/session';
import { start } from '../app/start';
import { SessionEnding } from './ending';
import { EnrolFirst } from './enrol-first';
import { isLoadingPage, PageProgress } from './progress';
import { Reauthenticate, SignIn } from './sign-in';
import { Shell } from './shell';
import { Home } from './home';
import { NotFound } from './not-found';

const Activate = lazy(() => import('./activate'));
const Queue = lazy(() => import('./queue/queue'));
const Search = lazy(() => import('./person/search'));
const NewPerson = lazy(() => import('./person/new-person'));
const PersonPage = lazy(() => import('./person/person'));
const Rights = lazy(() => import('./rights/rights'));
const Register = lazy(() => import('./rights/register'));
const RecordPage = lazy(() => import('./record/record'));
const RecordAudit = lazy(() => import('./record/audit'));
const Records = lazy(() => import('./record/records'));
const Case = lazy(() => import('./case/case'));
const Audit = lazy(() => import('./audit/audit'));
const Reviews = lazy(() => import('./reviews/reviews'));
const Board = lazy(() => import('./board/board'));
const Approvals = lazy(() => import('./approvals/approvals'));
const Exports = lazy(() => import('./exports/exports'));
const ExportPage = lazy(() => import('./exports/export'));
const Incidents = lazy(() => import('./exports/incidents'));
const Preferences = lazy(() => import('./preferences'));

function Pages() {
	return (
		<ErrorBoundary>
			<Router onLoadStart={() => { isLoadingPage.value = true; }} onLoadEnd={() => { isLoadingPage.value = false; }}>
				<Route path="/staff" component={Home} />
				<Route path="/staff/queue" component={Queue} />
				<Route path="/staff/persons" component={Search} />
				<Route path="/staff/persons/new" component={NewPerson} />
				<Route path="/staff/persons/:id" component={PersonPage} />
				<Route path="/staff/persons/:id/rights" component={Rights} />
				<Route path="/staff/requests" component={Register} />
				<Route path="/staff/records" component={Records} />
				<Route path="/staff/records/:id" component={RecordPage} />
				<Route path="/staff/records/:id/audit" component={RecordAudit} />
				<Route path="/staff/cases/:id" component={Case} />
				<Route path="/staff/audit" component={Audit} />
				<Route path="/staff/reviews" component={Reviews} />
				<Route path="/staff/board" component={Board} />
				<Route path="/staff/approvals" component={Approvals} />
				<Route path="/staff/exports" component={Exports} />
				<Route path="/staff/exports/:id" component={ExportPage} />
				<Route path="/staff/incidents" component={Incidents} />
				<Route path="/staff/preferences" component={Preferences} />
				<Route default component={NotFound} />
			</Router>
		</ErrorBoundary>
	);
}

function App() {
	const { path } = useLocation();
	if (path === '/staff/activate')
		return <ErrorBoundary><Activate /></ErrorBoundary>;
	if (!session.value)
		return <SignIn />;
	if (session.value.mustEnrolPasskey)
		return <EnrolFirst />;
	return (
		<>
			<PageProgress />
			<Shell><Pages /></Shell>
			{isSignedOut.value ? <Reauthenticate /> : <SessionEnding />}
			<Toasts />
		</>
	);
}

/** A server that does not answer is told apart from being signed out. */
const failure = { text: '' };

await start(
	() => failure.text ? <p class="state" role="alert">{failure.text}</p> : <App />,
	() => resumeSession().catch((error: unknown) => { failure.text = messageOf(error); }),
);
