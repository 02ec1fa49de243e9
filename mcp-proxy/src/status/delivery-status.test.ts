import { expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { DeliveryLog, readDelivery } from './delivery-status.ts';

test('it is known since when nothing gets through, also by processes that came later', () => {
  const folder = scratchFolder();
  new DeliveryLog(folder).record({ at: 1_000, fault: null });
  new DeliveryLog(folder).record({ at: 5_000, fault: 'HTTP 503' });
  new DeliveryLog(folder).record({ at: 9_000, fault: 'cannot be reached' });
  expect(readDelivery(folder)).toEqual({
    at: 9_000,
    fault: 'cannot be reached',
    failingSince: 5_000,
    deliveredAt: 1_000,
  });
  new DeliveryLog(folder).record({ at: 12_000, fault: null });
  expect(readDelivery(folder)).toMatchObject({ failingSince: null, deliveredAt: 12_000 });
});
