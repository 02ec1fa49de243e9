/**
 * Which attributes of a resource are the user's own. A name of OpenTelemetry's registry describes software or a
 * machine; what else stands on a resource somebody put there (`OTEL_RESOURCE_ATTRIBUTES`), and is a label.
 *
 * Source: npm @opentelemetry/semantic-conventions 1.45.0 (incubating), all names; and
 * https://opentelemetry.io/docs/specs/semconv/resource/, 2026-11.
 */

/** Groups that are standard as a whole: detectors and SDKs fill them, with what nobody groups costs by. */
const GROUPS = `
  android aws az azure browser cicd cloud cloudfoundry container cpu device disk faas gcp gen_ai heroku
  host hw ios jvm k8s linux mainframe mcp network nodejs oci openshift oracle_cloud os otel pprof process
  session telemetry thread url user user_agent v8js vcs webengine zos
`;

/** Single standard names of groups whose word is a common one, so that a user may well begin a name with it. */
const NAMES = `
  app.build_id app.entrypoint app.installation.id app.version artifact.filename artifact.hash
  artifact.purl artifact.version client.address client.port deployment.id deployment.status enduser.id
  enduser.pseudo.id enduser.role enduser.scope profile.frame.type server.address server.port
  service.instance.id service.name service.peer.name service.peer.namespace service.version
  test.case.name test.suite.name
`;

/**
 * Standard names whose value people choose, and by which they group: labels all the same. That of the
 * environment has a former name too.
 */
const CHOSEN = `
  deployment.environment deployment.environment.name deployment.name service.criticality
  service.instance.cost_center.id service.instance.cost_center.name service.namespace
`;

/** Groups and names that clients and libraries put on a resource themselves: npm packages of each, 2026-11. */
const OF_CLIENTS = {
  groups: 'anthropic braintrust langfuse langsmith lmnr mlflow openinference terminal traceloop',
  // Codex CLI (0.169.0 and 0.171.0) and Gemini CLI (0.61.0).
  names: 'organization.id originator session_source auth_type installation.id os os_version',
};

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const STANDARD_GROUPS = words(`${GROUPS} ${OF_CLIENTS.groups}`);
const STANDARD_NAMES = words(`${NAMES} ${OF_CLIENTS.names}`);
const CHOSEN_NAMES = words(CHOSEN);

/** Attributes of a resource that name the project that it works for, the first that is there. */
export const PROJECT_NAMES = ['project', 'openinference.project.name'] as const;

export function isOwnAttribute(name: string): boolean {
  if (CHOSEN_NAMES.has(name)) return true;
  if (STANDARD_NAMES.has(name) || PROJECT_NAMES.some((project) => project === name)) return false;
  const [group = ''] = name.split('.', 1);
  return group === name || !STANDARD_GROUPS.has(group);
}
