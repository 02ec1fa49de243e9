/** `DEPLOY_SECRET` of the Worker under test; protects nothing. */
export const TEST_DEPLOY_SECRET = 'a-deploy-secret-for-tests-only-0123456789';
